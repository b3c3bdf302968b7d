-- A supervisor follows a talk, or no longer.
-- own 1 keyed hash of the supervisor, 2 supervisor sealed, 3 sealed line, 4 '1' to follow
-- Again changes nothing, so no op is needed.
if not is then return {'unknown'} end
if own[4] ~= '1' then
  redis.call('HDEL', handoff, 'v:' .. own[1])
  return {'done', '0'}
end
if is == 'c' then return {'over'} end
if is ~= 'l' then return {'claimed'} end
if redis.call('HEXISTS', handoff, 'v:' .. own[1]) == 0 then set('v:' .. own[1], own[2]) end
if redis.call('HSETNX', handoff, 'k:' .. own[1], '1') == 1 then line(own[3]) end
return {'done', '0'}
