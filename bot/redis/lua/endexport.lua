-- Ends a counsellor's secret link.
-- KEYS 1 which link they have
-- ARGV 1 what links' keys begin with
local old = redis.call('GET', KEYS[1])
if old then redis.call('DEL', ARGV[1] .. old, KEYS[1]) end
return {1}
