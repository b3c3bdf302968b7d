-- Puts a slot in the place of another one that is still free and as it was shown. Both
-- may be the same slot.
-- KEYS 1 open, 2 slots, 3 busy, 4 closed, 5 the slot, 6 the one in its place
-- ARGV 1 what slot keys begin with, 2 the slot as it was shown, 3 its id, then of the one
--      in its place: 4 id, 5 start, 6 when the counsellor is free again, 7 their hash
--      or '', 8 life, 9 sealed
-- Gives {'done'}, {'gone'}, {'changed'}, {'taken'}, {'overlap'} or {'closed'}.
local now, there = redis.call('GET', KEYS[5]), redis.call('GET', KEYS[6])
if there == ARGV[9] then return {'done'} end
if not now then return {'gone'} end
if now ~= ARGV[2] then return {'changed'} end
if not redis.call('ZSCORE', KEYS[1], ARGV[3]) then return {'taken'} end
if ARGV[3] ~= ARGV[4] and there then return {'overlap'} end
if shut(KEYS[4], ARGV[5]) then return {'closed'} end
if busy(KEYS[3], ARGV[1], ARGV[7], ARGV[3], ARGV[5], ARGV[6]) then return {'overlap'} end
drop(KEYS[1], KEYS[2], KEYS[5], ARGV[3])
put(KEYS[1], KEYS[2], KEYS[3], KEYS[6], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9])
return {'done'}
