-- A counsellor ends their talk, or takes a waiting request off the queue.
-- KEYS 1 op, 2 handoff, 3 thread, 4 relay, 5 queue
-- ARGV 1 id, 2 keyed hash of the counsellor, 3 counsellor sealed, 4 life of op, 5 life
--      of a closed talk, 6 life of relay, 7 what asks keys begin with, 8 what mine keys
--      begin with, 9 kind of the notice
if redis.call('EXISTS', KEYS[1]) == 1 then return {'done'} end
local is = state(KEYS[2])
if not is then return {'unknown'} end
if is ~= 'w' and redis.call('HGET', KEYS[2], 'h') ~= ARGV[2] then return {'claimed'} end
if is ~= 'c' then
  redis.call('ZREM', KEYS[5], ARGV[1])
  release(KEYS[2], ARGV[1], ARGV[7])
  leaveMine(KEYS[2], ARGV[1], ARGV[8])
  redis.call('HSET', KEYS[2], 's', 'c', 'h', ARGV[2], 'u', ARGV[3])
  keep(KEYS[2], KEYS[3], false, ARGV[5])
  tell(KEYS[4], KEYS[2], ARGV[1], ARGV[9], '', ARGV[6])
end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[4])
return {'done'}
