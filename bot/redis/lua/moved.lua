-- Somebody at another service took the talk: nobody here sees it any more.
-- own 1 sealed line, 2 sealed reason, 3 what is counted
if not is then return {'unknown'} end
if is ~= 'c' then
  over(talklife)
  line(own[1])
  set('x', own[2])
  count(own[3])
end
redis.call('HDEL', handoff, 'h', 'u')
return finish('1')
