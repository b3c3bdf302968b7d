-- Deletes a handoff with all its words, and what the person was still to hear of it.
-- KEYS 1 handoff, 2 thread, 3 queue, 4 relay
-- ARGV 1 id, 2 what asks keys begin with, 3 what mine keys begin with
-- Nothing is left to delete the second time.
forget(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1], ARGV[2], ARGV[3])
return {1}
