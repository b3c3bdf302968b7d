-- All that one update changes in one person's record.
-- KEYS person, out, lease, due, web
-- ARGV 1 who, 2 version loaded ('' for none), 3 version written, 4 head, 5 sealed state,
--      6 life in ms (0 erases), 7 now, 8 lease in ms, 9 token, 10 token's beginning that
--      names the version, 11 life of the outbox, 12 life of due, 13… sealed replies
-- Gives {0} for a conflict, else {1, token or '', sent part, outbox or false when it
-- holds just these replies}.
local rec = record(KEYS[1])
local held = redis.call('GET', KEYS[3])
local now, leasems, keep = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[12])
local erase = ARGV[6] == '0'
local n = #ARGV - 12

-- Done before? A record names its writer. Of an erased one the lease does, for as
-- long as the replies are on their way; without replies, gone is gone.
local done
if erase then
  done = not rec and ARGV[2] ~= '' and (n == 0 or (held and string.sub(held, 1, #ARGV[10]) == ARGV[10]))
else
  done = version(rec) == ARGV[3]
end

if not done then
  if version(rec) ~= ARGV[2] then return {0} end
  if erase then
    redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[5])
    rec, held = false, false
  else
    rec = ARGV[4] .. sentpart(rec) .. ARGV[5]
    redis.call('SET', KEYS[1], rec, 'PX', ARGV[6])
  end
  for i = 13, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
  if n > 0 then redis.call('PEXPIRE', KEYS[2], ARGV[11]) end
end

local len = redis.call('LLEN', KEYS[2])
local mine = held == ARGV[9]
if not held and len > 0 then
  hold(KEYS[3], ARGV[9], leasems)
  schedule(KEYS[4], ARGV[1], now + leasems, keep)
elseif not held then
  schedule(KEYS[4], ARGV[1], timer(rec), keep)
end
if held and not mine or len == 0 then return {1, '', '', false} end
if len == n and (mine or not done) then return {1, ARGV[9], sent(rec), false} end
return {1, ARGV[9], sent(rec), parcels(KEYS[2])}
