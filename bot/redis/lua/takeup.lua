-- A counsellor claims a handoff; of two who try, one gets it.
-- KEYS 1 handoff, 2 queue, 3 thread, 4 relay, 5 mine
-- ARGV 1 id, 2 keyed hash of the counsellor, 3 counsellor sealed, 4 now, 5 life of a
--      live talk, 6 life of relay, 7 what asks keys begin with, 8 kind of the notice
-- The same counsellor again changes nothing, so no op is needed.
local is = state(KEYS[1])
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is == 'l' and redis.call('HGET', KEYS[1], 'h') ~= ARGV[2] then return {'claimed'} end
if is == 'w' then
  redis.call('HSET', KEYS[1], 's', 'l', 'h', ARGV[2], 'u', ARGV[3], 'c', ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
  redis.call('PEXPIRE', KEYS[5], ARGV[5])
  keep(KEYS[1], KEYS[3], ARGV[7], ARGV[5])
  tell(KEYS[4], KEYS[1], ARGV[1], ARGV[8], '', ARGV[6])
end
return {'done', redis.call('HGETALL', KEYS[1])}
