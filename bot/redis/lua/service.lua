-- Shared by the scripts on one service.

-- A key of many entries lives as long as its longest entry.
local function extend(key, ms)
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end

-- Whether the service is closed when a slot begins. The list holds the end of each
-- closing day by its beginning; none is longer than 25 hours.
local function shut(closed, start)
  for _, till in ipairs(redis.call('ZRANGEBYSCORE', closed, start - 90000000, start)) do
    if tonumber(till) > tonumber(start) then return true end
  end
  return false
end

-- A slot that is still to come may be taken again; one that is gone stays gone, and so
-- does one on a day that was closed meanwhile.
local function free(open, slot, id, start, now, closed)
  if tonumber(start) <= tonumber(now) or redis.call('EXISTS', slot) == 0 then return end
  if shut(closed, start) then
    redis.call('DEL', slot)
    return
  end
  redis.call('ZADD', open, start, id)
  extend(open, redis.call('PTTL', slot))
end
