-- Takes the person out of the queue, or ends the talk from their side.
-- own 1 sealed line for the counsellor, 2 sealed reason, 3 what is counted
if not is then return {'unknown'} end
if is == 'w' then
  redis.call('ZREM', queue, id)
  release()
  redis.call('DEL', handoff, thread, drafts)
elseif is ~= 'c' then
  over(talklife)
  line(own[1])
  set('x', own[2])
  count(own[3])
end
return finish('1')
