-- Takes delivered replies off a person's outbox and notes what was sent.
-- KEYS person, out, lease, due
-- ARGV 1 who, 2 token, 3 next token, 4 how many, 5 now, 6 lease in ms, 7 life of due,
--      8 sent part with its length ('' leaves it as it is)
-- Gives {0} when the lease is somebody else's, {1, ''} when nothing is left, else
-- {1, next token, replies}. The token changes each time, so that a repetition is known.
local held = redis.call('GET', KEYS[3])
local now, leasems, keep = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
if held == ARGV[3] then return {1, ARGV[3], parcels(KEYS[2])} end
if held ~= ARGV[2] then
  -- Nobody holds it and nothing lies there: this was done before.
  if not held and redis.call('LLEN', KEYS[2]) == 0 then return {1, ''} end
  return {0}
end

if tonumber(ARGV[4]) > 0 then redis.call('LTRIM', KEYS[2], ARGV[4], -1) end
local rec = record(KEYS[1])
if rec and ARGV[8] ~= '' then
  local _, from, to = sentpart(rec)
  rec = string.sub(rec, 1, from - 1) .. ARGV[8] .. string.sub(rec, to + 1)
  redis.call('SET', KEYS[1], rec, 'KEEPTTL')
end

if redis.call('LLEN', KEYS[2]) > 0 then
  hold(KEYS[3], ARGV[3], leasems)
  schedule(KEYS[4], ARGV[1], now + leasems, keep)
  return {1, ARGV[3], parcels(KEYS[2])}
end
redis.call('DEL', KEYS[3])
local at = timer(rec)
-- A timer that is due by now but was not handled is tried again, the later the longer
-- it has waited: a record that cannot be read must not keep everybody busy.
if at > 0 and at <= now then
  at = now + math.floor(math.min(math.max(2000, (now - at) / 2), 600000))
end
schedule(KEYS[4], ARGV[1], at, keep)
return {1, ''}
