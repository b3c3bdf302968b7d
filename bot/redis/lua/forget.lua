-- Deletes a handoff with all its words, and what the person was still to hear of it.
-- own 1 the person, or '' when the handoff tells
-- Nothing is left to delete the second time.
if is then
  stay()
  emptyroom()
  leaveowner()
  release()
end
if own[1] ~= '' and redis.call('GET', asks .. own[1]) == id then redis.call('DEL', asks .. own[1]) end
redis.call('ZREM', queue, id)
redis.call('ZREM', live, id)
redis.call('DEL', handoff, thread, drafts)
for _, entry in ipairs(redis.call('XRANGE', relay, '-', '+')) do
  local parts = entry[2]
  for i = 1, #parts, 2 do
    if parts[i] == 'h' and parts[i + 1] == id then redis.call('XDEL', relay, entry[1]) end
  end
end
return {'done', '1'}
