-- Says whether staff must be told that somebody waits, and lets one replica try it.
-- KEYS 1 queue, 2 what staff were told
-- ARGV 1 by what means, 2 now, 3 how long one must have waited, 4 life while waiting,
--      5 how long the one who tries has
-- In what staff were told, w: and the means is up to when they were told of those who
-- asked, t: and the means is before when they are not told again. Gives up to when
-- they are to be told now.
local now = tonumber(ARGV[2])
local told = redis.call('HMGET', KEYS[2], 'w:' .. ARGV[1], 't:' .. ARGV[1])
if tonumber(told[2] or 0) > now then return {} end
local from = math.max(tonumber(told[1] or 0) + 1, now - tonumber(ARGV[4]))
local upto = now - tonumber(ARGV[3])
local waiting = 0
for q = 0, 2 do
  waiting = waiting + redis.call('ZCOUNT', KEYS[1], score(q, from), score(q, upto))
end
if waiting == 0 then return {} end
redis.call('HSET', KEYS[2], 't:' .. ARGV[1], now + tonumber(ARGV[5]))
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return {upto}
