-- A colleague comes into a live talk, or goes out of it.
-- own 1 keyed hash of who asks, 2 keyed hash of the colleague, 3 colleague sealed, 4
--     sealed line, 5 '1' to come, 6 kind of the notice
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
local there = isguest(own[2])
if own[5] ~= '1' then
  if there then
    redis.call('HDEL', handoff, 'g:' .. own[2])
    forgetwriting(own[2])
    if get('mh') ~= own[2] or get('ms') ~= 'c' then unjoin(own[2]) end
    tell(own[6], '', line(own[4]))
  end
  return finish('1')
end
if is ~= 'l' or owner ~= own[1] and not isguest(own[1]) then return {'claimed'} end
if not there and own[2] ~= owner then
  set('g:' .. own[2], own[3])
  join(own[2], talklife)
  tell(own[6], '', line(own[4]))
end
return finish('1')
