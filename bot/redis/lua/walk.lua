-- Reads slots or appointments in order of time; changes nothing.
-- KEYS 1 the list to walk, 2 open
-- ARGV 1 what their keys begin with, 2 from, 3 to, 4 how many at most, -1 for all
-- Gives {id, sealed, 1 when it is open} for each that is still kept.
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[2], ARGV[3], 'LIMIT', 0, ARGV[4])) do
  local sealed = redis.call('GET', ARGV[1] .. id)
  if sealed then
    table.insert(found, {id, sealed, redis.call('ZSCORE', KEYS[2], id) and 1 or 0})
  end
end
return found
