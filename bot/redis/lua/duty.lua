-- Notes that a counsellor is at the desk for a while, or has gone.
-- KEYS 1 duty
-- ARGV 1 keyed hash of the counsellor, 2 until, 3 now, 4 life
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
if tonumber(ARGV[2]) > tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return {1}
