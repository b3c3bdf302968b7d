-- The service takes an appointment back: it goes with its slot, and the person hears.
-- KEYS 1 appointment, 2 has, 3 pass, 4 open, 5 slots, 6 slot, 7 op, 8 appts, 9 relay,
--      10 barred
-- ARGV 1 appointment's id, 2 slot's id, 3 pass, 4 person, 5 kind of the notice, 6 life of
--      op, 7 life of the notice, 8 the slot's start if the calendar elsewhere that gives
--      it shall not open it again or '', 9 life of that
-- Gives {1}, or {0} when there is none and this did not call it off.
if redis.call('EXISTS', KEYS[7]) == 1 then return {1} end
if redis.call('DEL', KEYS[1]) == 0 then return {0} end
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[3], ARGV[3])
end
redis.call('ZREM', KEYS[8], ARGV[1])
bar(KEYS[10], ARGV[2], ARGV[8], ARGV[9])
drop(KEYS[4], KEYS[5], KEYS[6], ARGV[2])
redis.call('XADD', KEYS[9], '*', 'h', ARGV[1], 'p', ARGV[4], 'k', ARGV[5], 'e', '')
redis.call('PEXPIRE', KEYS[9], ARGV[7])
redis.call('SET', KEYS[7], '1', 'PX', ARGV[6])
return {1}
