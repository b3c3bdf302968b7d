-- Leaves word for a person that the service takes their appointment away, once.
-- KEYS 1 op, 2 relay
-- ARGV 1 appointment, 2 who, 3 kind, 4 life of relay, 5 life of op
if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[5]) then
  notice(KEYS[2], ARGV[1], ARGV[2], ARGV[3], '', '', ARGV[4])
end
return {'done'}
