-- A counsellor ends their talk, or takes a waiting request off the queue.
-- own 1 keyed hash of the counsellor, 2 counsellor sealed, 3 sealed reason, 4 what is
--     counted, 5 sealed letter, 6 kind of the notice
if not is then return {'unknown'} end
if is ~= 'w' and owner ~= own[1] then return {'claimed'} end
if is ~= 'c' then
  over(talklife)
  set('h', own[1], 'u', own[2], 'x', own[3])
  count(own[4])
  tell(own[6], own[5], '')
end
return finish('1')
