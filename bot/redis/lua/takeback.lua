-- A talk whose counsellor has not answered goes back to its place in the queue.
-- own 1 keyed hash of the counsellor, 2 owed since then at the latest, 3 sealed line, 4
--     kind of the notice
if is ~= 'l' or owner ~= own[1] or tonumber(get('o') or now) > tonumber(own[2]) then return {'done', ''} end
-- Who asked long ago comes first anyway, and must not be taken for one whose day is over.
local at = math.max(tonumber(get('a')), now - waitlife / 2)
if get('ms') ~= 'o' then stay() end
emptyroom()
leaveowner()
redis.call('ZREM', live, id)
redis.call('HDEL', handoff, 'h', 'u', 'c', 'o')
set('s', 'w')
redis.call('HINCRBY', handoff, 'n', 1)
redis.call('ZADD', queue, score(get('q'), at), id)
redis.call('PEXPIRE', queue, waitlife)
keep(at + waitlife - now)
redis.call('PEXPIRE', asks .. get('p'), at + waitlife - now)
count('returned')
tell(own[4], '', line(own[3]))
return finish('1')
