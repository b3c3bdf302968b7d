-- Counts something once.
-- KEYS 1 op, 2 count
-- ARGV 1 what, 2 life of op
if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) then redis.call('HINCRBY', KEYS[2], ARGV[1], 1) end
return {'done'}
