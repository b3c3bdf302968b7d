-- Adds the person's words to the thread; a counsellor reads them at the claim.
-- KEYS 1 op, 2 handoff, 3 thread
-- ARGV 1 sealed line, 2 now, 3 life of op, 4 life of a live talk, 5 what asks keys
--      begin with
if redis.call('EXISTS', KEYS[1]) == 1 then return {'done'} end
local is = state(KEYS[2])
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
line(KEYS[3], ARGV[1])
redis.call('HSET', KEYS[2], 'w', ARGV[2])
if is == 'l' then
  keep(KEYS[2], KEYS[3], ARGV[5], ARGV[4])
else
  redis.call('PEXPIRE', KEYS[3], redis.call('PTTL', KEYS[2]))
end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[3])
return {'done'}
