-- A colleague takes over a live talk.
-- own 1 keyed hash of the colleague, 2 colleague sealed, 3 room, 4 keyed hash of the whole
--     team, 5 sealed line, 6 kind of the notice
-- The same colleague again changes nothing, so no op is needed.
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is == 'l' and owner == own[1] and not get('ms') then return {'done', '1', fields()} end
if is ~= 'l' or get('ms') ~= 'c' then return {'settled'} end
if owner == own[1] or get('mh') ~= own[1] and get('mh') ~= own[4] then return {'claimed'} end
local why = hinders(own[1], own[3])
if why then return {why} end
stay()
leaveowner()
if owner then forgetwriting(owner) end
givento(own[1], own[2])
line(own[5])
tell(own[6], '', '')
return {'done', '1', fields()}
