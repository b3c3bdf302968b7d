-- Puts a value in the place of the one that was read, unless somebody was faster.
-- KEYS 1 the key
-- ARGV 1 what was read, '' for nothing, 2 the new value
-- Gives {1}, or {0} when somebody else changed it. A new value is sealed anew each
-- time, so one that stands there already was put there by this very call.
local is = redis.call('GET', KEYS[1]) or ''
if is == ARGV[2] then return {1} end
if is ~= ARGV[1] then return {0} end
redis.call('SET', KEYS[1], ARGV[2])
return {1}
