-- Opens slots that are not there yet, and clears away those that are over.
-- KEYS 1 open, 2 slots, 3 busy, 4 closed, 5 barred, 6… one for each slot
-- ARGV 1 slots that began before this are forgotten, 2 '1' to open all or none, 3 what
--      slot keys begin with, then for each slot: id, start, when the counsellor is free
--      again, their hash or '', life, sealed, '1' when it comes from a calendar elsewhere
-- Gives for each slot 1 when it was opened, 0 when it was there already, 2 when the
-- counsellor has another one then, 3 when the service is closed, 4 when it was taken away here. A repetition meets its
-- own sealed value, which nobody else can have written.
for i = 1, 5 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', ARGV[1]) end
local done, refused = {}, false
for i = 6, #KEYS do
  local at = 4 + (i - 6) * 7
  local id, start, over, who, life, sealed = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5]
  local there = redis.call('GET', KEYS[i])
  if there then
    done[i - 5] = there == sealed and 1 or 0
  elseif ARGV[at + 6] == '1' and redis.call('ZSCORE', KEYS[5], id) then
    done[i - 5] = 4
  elseif shut(KEYS[4], start) then
    done[i - 5], refused = 3, true
  elseif busy(KEYS[3], ARGV[3], who, id, start, over) then
    done[i - 5], refused = 2, true
  else
    put(KEYS[1], KEYS[2], KEYS[3], KEYS[i], id, start, over, who, life, sealed)
    done[i - 5] = 1
  end
end
if refused and ARGV[2] == '1' then
  for i = 6, #KEYS do
    if done[i - 5] == 1 then drop(KEYS[1], KEYS[2], KEYS[i], ARGV[4 + (i - 6) * 7]) end
  end
end
return done
