-- Keeps what somebody has written and not sent.
-- KEYS 1 handoff, 2 its drafts
-- ARGV 1 keyed hash of who writes, with n: before it for a note, 2 sealed words or nothing
local is = state(KEYS[1])
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[2], redis.call('PTTL', KEYS[1]))
end
return {'done'}
