-- Deletes the appointment that a person has, and frees its slot if that is still to come.
-- KEYS 1 has, 2 appointment, 3 pass, 4 open, 5 slot, 6 appts, 7 closed
-- ARGV 1 appointment's id, 2 slot's id, 3 its start, 4 now, 5 pass
-- Gives {1} when the person has none now, {0} when they have another one.
local has = redis.call('GET', KEYS[1])
if not has then return {1} end
if has ~= ARGV[1] then return {0} end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[5])
redis.call('ZREM', KEYS[6], ARGV[1])
free(KEYS[4], KEYS[5], ARGV[2], ARGV[3], ARGV[4], KEYS[7])
return {1}
