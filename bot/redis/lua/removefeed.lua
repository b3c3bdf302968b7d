-- Takes a calendar feed away.
-- KEYS 1 feeds, 2 feed, 3 its turn
-- ARGV 1 id
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3])
return {}
