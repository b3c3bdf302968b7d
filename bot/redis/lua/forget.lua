-- Deletes a handoff with all its words, and what the person was still to hear of it.
-- KEYS 1 handoff, 2 thread, 3 queue, 4 relay
-- ARGV 1 id, 2 what asks keys begin with, 3 what mine keys begin with
-- Nothing is left to delete the second time.
if state(KEYS[1]) then
  release(KEYS[1], ARGV[1], ARGV[2])
  leaveMine(KEYS[1], ARGV[1], ARGV[3])
end
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[1], KEYS[2])
for _, entry in ipairs(redis.call('XRANGE', KEYS[4], '-', '+')) do
  local fields = entry[2]
  for i = 1, #fields, 2 do
    if fields[i] == 'h' and fields[i + 1] == ARGV[1] then redis.call('XDEL', KEYS[4], entry[1]) end
  end
end
return {1}
