-- Takes slots away that nobody has taken.
-- KEYS 1 open, 2 slots, 3 barred, 4… one for each slot
-- ARGV for each slot: id, the slot as it was shown or '' for however it is, its start if
--      the calendar elsewhere that gives it shall not open it again or '', life of that
-- Gives for each slot 1 when it is gone, 2 when it is taken, 3 when it is not as shown.
local done = {}
for i = 4, #KEYS do
  local at = 1 + (i - 4) * 4
  local id, shown = ARGV[at], ARGV[at + 1]
  local now = redis.call('GET', KEYS[i])
  if now and not redis.call('ZSCORE', KEYS[1], id) then
    done[i - 3] = 2
  elseif now and shown ~= '' and now ~= shown then
    done[i - 3] = 3
  else
    if now then bar(KEYS[3], id, ARGV[at + 2], ARGV[at + 3]) end
    drop(KEYS[1], KEYS[2], KEYS[i], id)
    done[i - 3] = 1
  end
end
return done
