-- The other side cannot take the talk: it stays where it is.
-- own 1 sealed line, 2 sealed note or ''
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
if get('ms') then
  stay()
  line(own[1])
  line(own[2])
  if is == 'l' then owe() end
end
return finish('1')
