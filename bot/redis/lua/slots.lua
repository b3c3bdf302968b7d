-- Shared by the scripts that open and change slots. The busy list holds, by start, an
-- entry "who:id:over" for each slot that has a counsellor: their keyed hash, and when
-- they are free again. An entry whose slot is gone counts for nothing.

-- Whether the counsellor has another slot at that time. No slot is longer than a day.
local function busy(list, each, who, id, start, over)
  if who == '' then return false end
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', list, start - 86400000, '(' .. over)) do
    local whose, other, till = string.match(entry, '^([^:]*):([^:]*):(%d+)$')
    if whose == who and other ~= id and tonumber(till) > tonumber(start) then
      if redis.call('EXISTS', each .. other) == 1 then return true end
      redis.call('ZREM', list, entry)
    end
  end
  return false
end

-- Forgets what the slot kept busy before.
local function unbusy(list, id, start)
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', list, start, start)) do
    if string.find(entry, ':' .. id .. ':', 1, true) then redis.call('ZREM', list, entry) end
  end
end

local function put(open, slots, list, slot, id, start, over, who, life, sealed)
  redis.call('SET', slot, sealed, 'PX', life)
  redis.call('ZADD', open, start, id)
  redis.call('ZADD', slots, start, id)
  unbusy(list, id, start)
  if who ~= '' then
    redis.call('ZADD', list, start, who .. ':' .. id .. ':' .. over)
    extend(list, life)
  end
  extend(open, life)
  extend(slots, life)
end

-- A time from a calendar elsewhere that is taken away here does not come again from there.
-- Without a start it is not one of those.
local function bar(barred, id, start, life)
  if start == '' then return end
  redis.call('ZADD', barred, start, id)
  extend(barred, life)
end

local function drop(open, slots, slot, id)
  redis.call('DEL', slot)
  redis.call('ZREM', open, id)
  redis.call('ZREM', slots, id)
end
