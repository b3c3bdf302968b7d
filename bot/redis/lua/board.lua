-- Reads the front of a queue, and takes out of it those that are gone.
-- KEYS 1 queue, 2 gaps
-- ARGV 1 now, 2 life while waiting, 3 what handoff keys begin with, 4 how many at most,
--      -1 for all
-- Gives {{id, fields} for each, how many wait, how many in danger, gaps}.
purge(KEYS[1], ARGV[1], ARGV[2])
local function page()
  local found, gone = {}, false
  local last = tonumber(ARGV[4])
  if last > 0 then last = last - 1 end
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, last)) do
    if state(ARGV[3] .. id) == 'w' then
      table.insert(found, {id, redis.call('HGETALL', ARGV[3] .. id)})
    else
      redis.call('ZREM', KEYS[1], id)
      gone = true
    end
  end
  return found, gone
end

local found, gone = page()
if gone then found = page() end
return {found, redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. string.format('%.0f', score(1, 0))),
  redis.call('LRANGE', KEYS[2], 0, -1)}
