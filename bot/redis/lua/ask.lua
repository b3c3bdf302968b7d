-- Puts a request into the queue, or gives the open one there is.
-- KEYS 1 op, 2 asks (the person's open handoff), 3 the new handoff, 4 queue
-- ARGV 1 new id, 2 sealed request, 3 priority, 4 asked at, 5 who, 6 now, 7 life while
--      waiting, 8 life of op, 9 what handoff keys begin with, 10 '1' when it is handed on
-- Gives {id, fields, place}; no fields when it was asked before and is over since.
purge(KEYS[4], ARGV[6], ARGV[7])
local id = redis.call('GET', KEYS[1])
if not id then
  id = redis.call('GET', KEYS[2])
  local is = id and state(ARGV[9] .. id)
  if is == 'w' or is == 'l' then
    -- Asking again in danger goes to the front, and never back.
    local key = ARGV[9] .. id
    local was = tonumber(redis.call('HGET', key, 'q'))
    if tonumber(ARGV[3]) < was then
      redis.call('HSET', key, 'q', ARGV[3])
      local at = redis.call('ZSCORE', KEYS[4], id)
      if at then redis.call('ZADD', KEYS[4], score(ARGV[3], tonumber(at) - score(was, 0)), id) end
    end
  else
    id = ARGV[1]
    redis.call('HSET', KEYS[3], 'r', ARGV[2], 'p', ARGV[5], 'q', ARGV[3], 'a', ARGV[4], 's', 'w')
    if ARGV[10] == '1' then redis.call('HSET', KEYS[3], 'f', '1') end
    redis.call('PEXPIRE', KEYS[3], ARGV[7])
    redis.call('SET', KEYS[2], id, 'PX', ARGV[7])
    redis.call('ZADD', KEYS[4], score(ARGV[3], ARGV[4]), id)
    redis.call('PEXPIRE', KEYS[4], ARGV[7])
  end
  redis.call('SET', KEYS[1], id, 'PX', ARGV[8])
end
return {id, redis.call('HGETALL', ARGV[9] .. id), place(KEYS[4], id)}
