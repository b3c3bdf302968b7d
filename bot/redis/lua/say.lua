-- Adds the person's words to the thread; a counsellor reads them at the claim.
-- own 1 sealed line
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
line(own[1])
set('w', now)
redis.call('HDEL', handoff, 'y')
if is ~= 'l' then return finish('0') end
keeplive()
return finish(owe())
