-- Gives a counsellor a new secret link, and ends the old one.
-- KEYS 1 which link they have, 2 the new link
-- ARGV 1 what links' keys begin with, 2 the new link's hash, 3 sealed, 4 life
local old = redis.call('GET', KEYS[1])
if old and old ~= ARGV[2] then redis.call('DEL', ARGV[1] .. old) end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
return {1}
