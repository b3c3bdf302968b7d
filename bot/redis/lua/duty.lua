-- Notes that somebody is at the desk for a while, takes a break there, or has gone.
-- KEYS 1 duty (until when; below zero while they take a break), 2 here
-- ARGV 1 keyed hash of the counsellor, 2 until, below zero for a break, 0 when they have
--      gone, 3 now, 4 life, 5 sealed name
-- Gives {'1' when something is another now}.
for _, staff in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-' .. ARGV[3], ARGV[3])) do
  redis.call('HDEL', KEYS[2], staff)
  redis.call('ZREM', KEYS[1], staff)
end
local was, is = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0), tonumber(ARGV[2])
if is == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
if was * is > 0 or was == is then return {'0'} end
return {'1'}
