-- Takes the lease on one person's undelivered replies, if nobody has it.
-- KEYS person, out, lease, due
-- ARGV 1 who, 2 token, 3 now, 4 lease in ms, 5 life of due
-- Gives {} when there is nothing to do, else {sent part, replies}.
local held = redis.call('GET', KEYS[3])
if held and held ~= ARGV[2] then return {} end
if redis.call('LLEN', KEYS[2]) == 0 then return {} end
hold(KEYS[3], ARGV[2], ARGV[4])
schedule(KEYS[4], ARGV[1], tonumber(ARGV[3]) + tonumber(ARGV[4]), tonumber(ARGV[5]))
return {sent(record(KEYS[1])), parcels(KEYS[2])}
