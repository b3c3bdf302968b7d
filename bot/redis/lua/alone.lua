-- Holds something for one, or lets go of it.
-- KEYS 1 what is held
-- ARGV 1 token, 2 life, 0 to let go
-- Gives {1}, or {0} when somebody else holds it. Either again changes nothing.
local by = redis.call('GET', KEYS[1])
if by and by ~= ARGV[1] then return {0} end
if ARGV[2] == '0' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
return {1}
