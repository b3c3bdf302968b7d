-- Staff were told.
-- KEYS 1 what staff were told
-- ARGV 1 by what means, 2 up to when, 3 before when they are not told again, 4 life
redis.call('HSET', KEYS[1], 'w:' .. ARGV[1], ARGV[2], 't:' .. ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {}
