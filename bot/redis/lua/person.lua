-- Shared by the scripts on one person. A record reads (see record.go): layout 1 byte,
-- version 8, next timer 6, number of marks 1, marks 6 each, length of the sent part 2,
-- sent part, state. A missing record is false.

local function number(s)
  local n = 0
  for i = 1, #s do n = n * 256 + string.byte(s, i) end
  return n
end

-- A record whose head cannot be read counts as none, as in takeApart of record.go, so
-- that the next commit writes over it.
local function record(key)
  local rec = redis.call('GET', key)
  if not rec or #rec < 18 or string.byte(rec, 1) ~= 1 or string.byte(rec, 16) > 64 then return false end
  local from = 17 + 6 * string.byte(rec, 16)
  if #rec < from + 1 or #rec < from + 1 + number(string.sub(rec, from, from + 1)) then return false end
  return rec
end

local function version(rec)
  if not rec then return '' end
  return string.sub(rec, 2, 9)
end

local function timer(rec)
  if not rec then return 0 end
  return number(string.sub(rec, 10, 15))
end

-- The sent part with its length, and where it begins and ends.
local function sentpart(rec)
  if not rec then return '\0\0', 0, 0 end
  local from = 17 + 6 * string.byte(rec, 16)
  local to = from + 1 + number(string.sub(rec, from, from + 1))
  return string.sub(rec, from, to), from, to
end

local function sent(rec)
  return string.sub((sentpart(rec)), 3)
end

-- A person has one entry in due: the end of the lease while somebody delivers, or
-- when their replies are tried again, or their timer. 0 takes it out.
local function schedule(due, who, at, keep)
  if at <= 0 then
    redis.call('ZREM', due, who)
    return
  end
  redis.call('ZADD', due, at, who)
  if redis.call('PTTL', due) < keep - 3600000 then redis.call('PEXPIRE', due, keep) end
end

-- At most this many replies are handed out at once; Done brings the next.
local function parcels(out)
  return redis.call('LRANGE', out, 0, 63)
end

local function hold(lease, token, ms)
  redis.call('SET', lease, token, 'PX', ms)
end
