-- The person says whether their talk may be handed on; a yes can be taken back until
-- somebody took the talk.
-- own 1 sealed line, 2 the sealed hand-over, or '' for no, 3 how far it is then, 4 keyed
--     hash of the colleague, or of the team
if not is then return {'unknown'} end
if is == 'c' then return {'over'} end
local how = get('ms')
local back = own[2] == '' and (how == 'c' or how == 'o')
if not back and (is ~= 'l' or how ~= 'a') then return {'settled'} end
line(own[1])
if is == 'l' then keeplive() end
if own[2] == '' then
  stay()
  if is == 'l' then owe() end
else
  set('m', own[2], 'ms', own[3])
  if own[3] == 'c' then
    set('mh', own[4])
    join(own[4], talklife)
  end
end
return finish('1')
