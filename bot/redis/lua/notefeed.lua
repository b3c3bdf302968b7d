-- Keeps what became of reading a calendar feed, if the feed is still there.
-- KEYS 1 feed
-- ARGV 1 sealed
-- Gives whether it is.
if redis.call('EXISTS', KEYS[1]) == 0 then return {0} end
redis.call('HSET', KEYS[1], 'state', ARGV[1])
return {1}
