-- Keeps a calendar feed, or puts its new description in the place of the old one,
-- which is then read anew.
-- KEYS 1 feeds, 2 feed, 3 its turn
-- ARGV 1 id, 2 now, 3 how many there may be, 4 sealed
-- Gives 1, or 0 when there are as many as there may be.
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return {0} end
redis.call('ZADD', KEYS[1], 'NX', ARGV[2], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[2], 'feed', ARGV[4])
return {1}
