-- A counsellor asks the person whether to hand their talk on.
-- own 1 keyed hash of the counsellor, 2 the sealed hand-over, 3 sealed line, 4 sealed
--     letter, 5 kind of the notice
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is ~= 'l' or owner ~= own[1] then return {'claimed'} end
if get('ms') then return {'busy'} end
set('m', own[2], 'ms', 'a')
local entry = line(own[3])
keeplive()
tell(own[5], own[4], entry)
answered()
return finish('1')
