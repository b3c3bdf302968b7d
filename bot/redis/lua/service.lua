-- Shared by the scripts on one service.

-- A key of many entries lives as long as its longest entry.
local function extend(key, ms)
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end

-- A slot that is still to come may be taken again; one that is gone stays gone.
local function free(open, slot, id, start, now)
  if tonumber(start) > tonumber(now) and redis.call('EXISTS', slot) == 1 then
    redis.call('ZADD', open, start, id)
    extend(open, redis.call('PTTL', slot))
  end
end
