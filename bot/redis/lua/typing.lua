-- Somebody types. Again changes nothing but the time, so no op is needed.
-- own 1 keyed hash of the one of staff in the talk; nothing for the person
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if not own[1] then
  set('y', now)
elseif owner == own[1] or isguest(own[1]) then
  set('y:' .. own[1], now)
else
  return {'claimed'}
end
return {'done', '0'}
