-- Reads one handoff and its place in line.
-- KEYS 1 handoff, 2 queue
-- ARGV 1 id, 2 now, 3 life while waiting
-- Gives {fields, place}.
purge(KEYS[2], ARGV[2], ARGV[3])
return {redis.call('HGETALL', KEYS[1]), place(KEYS[2], ARGV[1])}
