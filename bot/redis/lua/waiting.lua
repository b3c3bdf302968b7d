-- Lists handoffs in the order of a list, and takes out of it those that are gone.
-- KEYS 1 queue or mine
-- ARGV 1 now, 2 life while waiting, 3 what handoff keys begin with, 4 the state they
--      must have
-- Gives {id, fields} for each.
if ARGV[4] == 'w' then purge(KEYS[1], ARGV[1], ARGV[2]) end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if state(ARGV[3] .. id) == ARGV[4] then
    table.insert(found, {id, redis.call('HGETALL', ARGV[3] .. id)})
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
