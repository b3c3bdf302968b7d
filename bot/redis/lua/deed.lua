-- Appends a deed to the audit log, if the one it follows is still the last.
-- KEYS 1 deeds of the month, 2 the tip, 3 deeds of the month that grows too old
-- ARGV 1 the tip it was made on, 2 its id, 3 sealed deed, 4 the tip after it, 5 life,
--      6 what is older than this goes
-- Gives done, or: again, the tip there is, the last id of the month.
local same = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
if same and same[2][2] == ARGV[3] then return {'done'} end
local tip = redis.call('GET', KEYS[2]) or ''
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local again = {'again', tip, last and last[1] or ''}
if tip ~= ARGV[1] then return again end
local added = redis.pcall('XADD', KEYS[1], ARGV[2], 'e', ARGV[3])
if type(added) == 'table' and added.err then
  if string.find(added.err, 'equal or smaller') then return again end
  return added
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
redis.call('XTRIM', KEYS[3], 'MINID', ARGV[6])
return {'done'}
