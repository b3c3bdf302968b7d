-- Deletes an appointment, and frees its slot if that is still to come.
-- KEYS 1 appointment, 2 has, 3 pass, 4 open, 5 slot, 6 op, 7 appts, 8 closed
-- ARGV 1 appointment's id, 2 slot's id, 3 its start, 4 now, 5 pass, 6 life of op
-- Gives {1}, or {0} when there is none and this did not delete it.
if redis.call('DEL', KEYS[1]) == 0 then return {redis.call('EXISTS', KEYS[6])} end
if redis.call('GET', KEYS[2]) == ARGV[1] then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[3], ARGV[5])
end
redis.call('ZREM', KEYS[7], ARGV[1])
free(KEYS[4], KEYS[5], ARGV[2], ARGV[3], ARGV[4], KEYS[8])
redis.call('SET', KEYS[6], '1', 'PX', ARGV[6])
return {1}
