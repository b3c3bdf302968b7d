-- Takes tokens out of a bucket that fills up by itself.
-- KEYS 1 bucket
-- ARGV 1 tokens a second, 2 how many it holds, 3 how many are wanted, 4 now in ms,
--      5 name of this call, 6 life in ms
-- Gives {how many were taken, ms until there is one more}. It remembers the last call,
-- so that one whose answer was lost takes nothing the second time.
local rate, size, want, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local b = redis.call('HMGET', KEYS[1], 'n', 't', 'o', 'g')
if b[3] == ARGV[5] then return {tonumber(b[4]), 0} end
local n, t = tonumber(b[1] or size), tonumber(b[2] or now)
-- A replica whose clock is behind must not fill it twice.
if now > t then
  n = math.min(size, n + (now - t) * rate / 1000)
  t = now
end
local got = math.min(want, math.floor(n))
n = n - got
redis.call('HSET', KEYS[1], 'n', tostring(n), 't', t, 'o', ARGV[5], 'g', got)
redis.call('PEXPIRE', KEYS[1], ARGV[6])
local wait = 0
if got < want then wait = math.ceil((1 - n % 1) / rate * 1000) end
return {got, wait}
