-- Gives a taken slot another place: the slot and its appointment change together, and the
-- person hears, if it is still to come.
-- KEYS 1 slot, 2 appointment, 3 open, 4 relay
-- ARGV 1 the slot as it was shown, 2 the appointment as it was read, 3 and 4 both sealed
--      anew, 5 slot's id, 6 appointment's id, 7 person, 8 kind of the notice, 9 '1' when
--      it is still to come, 10 life of the notice
-- Gives {'done'}, {'gone'} or {'changed'}.
local now = redis.call('GET', KEYS[1])
if now == ARGV[3] then return {'done'} end
if not now then return {'gone'} end
if now ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] or redis.call('ZSCORE', KEYS[3], ARGV[5]) then return {'changed'} end
redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
redis.call('SET', KEYS[2], ARGV[4], 'KEEPTTL')
if ARGV[9] == '1' then
  redis.call('XADD', KEYS[4], '*', 'h', ARGV[6], 'p', ARGV[7], 'k', ARGV[8], 'e', '')
  redis.call('PEXPIRE', KEYS[4], ARGV[10])
end
return {'done'}
