-- Opens slots that are not there yet, and clears away those that are over.
-- KEYS 1 open, 2 slots, 3… one for each slot
-- ARGV 1 slots that began before this are forgotten, then for each slot:
--      id, start, life, sealed
-- Gives for each slot 1 when it was opened, 0 when it was there already. A repetition
-- meets its own sealed value, which nobody else can have written.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])
local added = {}
for i = 3, #KEYS do
  local at = 2 + (i - 3) * 4
  local id, start, life, sealed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if redis.call('SET', KEYS[i], sealed, 'NX', 'PX', life) then
    redis.call('ZADD', KEYS[1], start, id)
    redis.call('ZADD', KEYS[2], start, id)
    extend(KEYS[1], life)
    extend(KEYS[2], life)
    added[i - 2] = 1
  elseif redis.call('GET', KEYS[i]) == sealed then
    added[i - 2] = 1
  else
    added[i - 2] = 0
  end
end
return added
