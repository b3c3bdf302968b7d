-- A colleague cannot take a talk over, or a service one that is handed on to it. The person
-- hears either.
-- own 1 keyed hash of who declines, 2 keyed hash of the whole team, 3 sealed line, 4
--     sealed note or '', 5 sealed letter, 6 kind of the notice
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is == 'w' then
  if not get('f') then return {'settled'} end
  over(waitlife)
  tell(own[6], own[5], '')
  return finish('1')
end
if get('ms') ~= 'c' then return {'settled'} end
if owner == own[1] or get('mh') ~= own[1] and get('mh') ~= own[2] then return {'claimed'} end
stay()
line(own[3])
line(own[4])
tell(own[6], own[5], '')
owe()
return finish('1')
