-- Ends a lease; what is left is due again at a time, or at the timer if that is sooner.
-- KEYS person, out, lease, due
-- ARGV 1 who, 2 token, 3 until, 4 now, 5 life of due
-- Gives {0} when the lease is somebody else's, else {1}. Without a lease there is
-- nothing to end: it ran out, or this was done before.
local held = redis.call('GET', KEYS[3])
if not held then return {1} end
if held ~= ARGV[2] then return {0} end
redis.call('DEL', KEYS[3])
local at, now = tonumber(ARGV[3]), tonumber(ARGV[4])
local timed = timer(record(KEYS[1]))
if redis.call('LLEN', KEYS[2]) == 0 then
  if timed == 0 or timed > now then at = timed end
elseif timed > now and timed < at then
  at = timed
end
schedule(KEYS[4], ARGV[1], at, tonumber(ARGV[5]))
return {1}
