-- A colleague cannot take a talk over, or a service one that is handed on to it. The person
-- hears either. Nobody declines for the whole team: somebody else may still want it.
-- own 1 keyed hash of who declines, 2 sealed line, 3 sealed note or '', 4 sealed letter, 5
--     kind of the notice
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is == 'w' then
  if not get('f') then return {'settled'} end
  over(waitlife)
  tell(own[5], own[4], '')
  return finish('1')
end
if get('ms') ~= 'c' then return {'settled'} end
if owner == own[1] or get('mh') ~= own[1] then return {'claimed'} end
stay()
line(own[2])
line(own[3])
tell(own[5], own[4], '')
owe()
return finish('1')
