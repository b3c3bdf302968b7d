-- A counsellor keeps the talk after all.
-- own 1 keyed hash of the counsellor, 2 sealed line, 3 kind of the notice
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is ~= 'l' or owner ~= own[1] then return {'claimed'} end
if not get('ms') then return {'settled'} end
stay()
keeplive()
tell(own[3], '', line(own[2]))
owe()
return finish('1')
