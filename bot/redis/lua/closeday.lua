-- Closes a service for a day: its free slots go, and none can be opened.
-- KEYS 1 open, 2 slots, 3 closed
-- ARGV 1 the day's beginning, 2 its end, 3 life, 4 what slot keys begin with
-- Gives {how many slots went}.
redis.call('ZADD', KEYS[3], ARGV[1], ARGV[2])
extend(KEYS[3], ARGV[3])
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], '(' .. ARGV[2])
for _, id in ipairs(ids) do drop(KEYS[1], KEYS[2], ARGV[4] .. id, id) end
return {#ids}
