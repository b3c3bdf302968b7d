-- Adds a line that the person never sees.
-- own 1 sealed line, 2 '1' when it may come after the end
if not is then return {'unknown'} end
if is == 'c' and own[2] ~= '1' then return {'over'} end
line(own[1])
return finish('0')
