-- Takes the person out of the queue, or ends the talk from their side.
-- KEYS 1 op, 2 handoff, 3 thread, 4 queue
-- ARGV 1 id, 2 sealed line for the counsellor, 3 life of op, 4 life of a closed talk,
--      5 what asks keys begin with, 6 what mine keys begin with
if redis.call('EXISTS', KEYS[1]) == 1 then return {'done'} end
local is = state(KEYS[2])
if not is then return {'unknown'} end
if is == 'w' then
  redis.call('ZREM', KEYS[4], ARGV[1])
  release(KEYS[2], ARGV[1], ARGV[5])
  redis.call('DEL', KEYS[2], KEYS[3])
elseif is == 'l' then
  release(KEYS[2], ARGV[1], ARGV[5])
  leaveMine(KEYS[2], ARGV[1], ARGV[6])
  redis.call('HSET', KEYS[2], 's', 'c')
  line(KEYS[3], ARGV[2])
  keep(KEYS[2], KEYS[3], false, ARGV[4])
end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[3])
return {'done'}
