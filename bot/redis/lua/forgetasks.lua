-- Deletes the open handoff of a person, as forget.lua does.
-- KEYS 1 asks, 2 queue, 3 relay
-- ARGV 1 to 4 what the handoff, thread, asks and mine keys begin with
-- Gives {1} when there was one. Nothing is left to delete the second time.
local id = redis.call('GET', KEYS[1])
if not id then return {0} end
forget(ARGV[1] .. id, ARGV[2] .. id, KEYS[2], KEYS[3], id, ARGV[3], ARGV[4])
redis.call('DEL', KEYS[1])
return {1}
