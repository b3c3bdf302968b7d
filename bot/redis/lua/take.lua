-- Takes a slot for a person, and frees the one it replaces, in one step.
-- KEYS 1 open, 2 slot, 3 has (the person's appointment), 4 pass, 5 op, 6 the new
--      appointment, 7 appts, 8 the old appointment, 9 its slot, 10 closed
-- ARGV 1 slot id, 2 its start, 3 now, 4 new appointment's id, 5 sealed, 6 when it is
--      over, 7 pass, 8 '1' to take the pass although it is in use, 9 what appointment
--      keys begin with, 10 life of the appointment, 11 life of has, 12 life of op,
--      13 old appointment's id or '', 14 its slot's id, 15 its start
-- Gives {'done' or 'has', id, sealed}, {'taken'}, {'gone'}, {'unknown'} or
-- {'pass', those in use}.
local now = tonumber(ARGV[3])
local before = redis.call('GET', KEYS[5])
if before then return {'done', before, redis.call('GET', ARGV[9] .. before)} end

local has = redis.call('GET', KEYS[3])
local current = has and redis.call('GET', ARGV[9] .. has)
if has and current and has ~= ARGV[13] then return {'has', has, current} end
if ARGV[13] ~= '' and not (current and has == ARGV[13]) then return {'unknown'} end

if tonumber(ARGV[2]) <= now or redis.call('EXISTS', KEYS[2]) == 0 then return {'gone'} end
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'taken'} end

redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now)
if ARGV[13] == '' and ARGV[8] ~= '1' and redis.call('ZSCORE', KEYS[4], ARGV[7]) then
  return {'pass', redis.call('ZRANGE', KEYS[4], 0, -1)}
end

redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('SET', KEYS[6], ARGV[5], 'PX', ARGV[10])
redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[11])
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[7])
extend(KEYS[4], ARGV[11])
redis.call('ZADD', KEYS[7], ARGV[2], ARGV[4])
extend(KEYS[7], ARGV[10])
if ARGV[13] ~= '' then
  redis.call('DEL', KEYS[8])
  redis.call('ZREM', KEYS[7], ARGV[13])
  free(KEYS[1], KEYS[9], ARGV[14], ARGV[15], now, KEYS[10])
end
redis.call('SET', KEYS[5], ARGV[4], 'PX', ARGV[12])
return {'done', ARGV[4], ARGV[5]}
