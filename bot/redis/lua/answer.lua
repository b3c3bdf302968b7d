-- A counsellor writes: a line goes into the thread, and something to the person.
-- own 1 keyed hash of the counsellor, 2 sealed line, 3 sealed words of the notice, 4 its kind
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if is ~= 'l' or owner ~= own[1] and not isguest(own[1]) then return {'claimed'} end
local entry = line(own[2])
set('w', now)
redis.call('HDEL', handoff, 'y:' .. own[1])
keeplive()
tell(own[4], own[3], entry)
return finish(answered())
