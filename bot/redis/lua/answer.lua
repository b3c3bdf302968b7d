-- A counsellor writes: the words go into the thread, and on their way to the person.
-- KEYS 1 op, 2 handoff, 3 thread, 4 relay
-- ARGV 1 id, 2 keyed hash of the counsellor, 3 sealed line, 4 sealed words of the
--      notice, 5 now, 6 life of op, 7 life of a live talk, 8 life of relay, 9 what
--      asks keys begin with, 10 kind of the notice
if redis.call('EXISTS', KEYS[1]) == 1 then return {'done'} end
local is = state(KEYS[2])
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is ~= 'l' or redis.call('HGET', KEYS[2], 'h') ~= ARGV[2] then return {'claimed'} end
line(KEYS[3], ARGV[3])
redis.call('HSET', KEYS[2], 'w', ARGV[5])
keep(KEYS[2], KEYS[3], ARGV[9], ARGV[7])
tell(KEYS[4], KEYS[2], ARGV[1], ARGV[10], ARGV[4], ARGV[8])
redis.call('SET', KEYS[1], '1', 'PX', ARGV[6])
return {'done'}
