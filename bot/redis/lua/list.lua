-- Lists handoffs in the order of a list, and takes out of it those that are gone.
-- KEYS 1 live, mine or joined
-- ARGV 1 what handoff keys begin with, 2 which: l live, m mine, j joined, 3 keyed hash of
--      the counsellor, or of the whole team
-- Gives {id, fields} for each.
local function fits(key)
  if state(key) ~= 'l' then return false end
  if ARGV[2] == 'm' then return redis.call('HGET', key, 'h') == ARGV[3] end
  if ARGV[2] == 'j' then
    local m = redis.call('HMGET', key, 'ms', 'mh')
    return redis.call('HEXISTS', key, 'g:' .. ARGV[3]) == 1 or m[1] == 'c' and m[2] == ARGV[3]
  end
  return true
end

local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local key = ARGV[1] .. id
  if fits(key) then
    table.insert(found, {id, redis.call('HGETALL', key)})
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
