-- Adds an entry to a person's web feed, unless it is there already.
-- KEYS 1 web
-- ARGV 1 short name of the entry, 2 sealed, 3 life in ms
-- A repetition comes soon, so the last entries are looked at.
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 64)) do
  if entry[2][2] == ARGV[1] then return {0} end
end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', 1000, '*', 'i', ARGV[1], 'e', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {1}
