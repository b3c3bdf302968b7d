-- A counsellor claims a handoff; of two who try, one gets it.
-- own 1 keyed hash of the counsellor, 2 counsellor sealed, 3 room, 4 kind of the notice,
--     5 life of gaps
-- The same counsellor again changes nothing, so no op is needed.
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is == 'l' and owner ~= own[1] then return {'claimed'} end
if is == 'w' then
  local why = hinders(own[1], own[3])
  if why then return {why} end
  -- How fast the line moves: those in danger do not stand in it.
  if tonumber(get('q')) > 0 then
    local last = string.match(redis.call('LINDEX', gaps, 0) or '', '^%d+') or 0
    local gap = now - math.max(tonumber(get('a')), tonumber(last))
    redis.call('LPUSH', gaps, string.format('%.0f:%.0f', now, math.max(gap, 0)))
    redis.call('LTRIM', gaps, 0, 19)
    redis.call('PEXPIRE', gaps, own[5])
  end
  redis.call('ZREM', queue, id)
  givento(own[1], own[2])
  tell(own[4], '', '')
end
return {'done', '1', fields()}
