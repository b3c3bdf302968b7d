-- Shared by the scripts on handoffs. A handoff is a hash: r the sealed request, p the
-- person's pseudonym, q priority, a when it was asked, s state (w waits, l live,
-- c closed), h keyed hash of the counsellor, u the counsellor sealed, c when it was
-- claimed, w when the last word was said.

local function state(handoff)
  return redis.call('HGET', handoff, 's')
end

-- The queue is in order of danger, then of time.
local function score(priority, at)
  return tonumber(priority) * 1e13 + tonumber(at)
end

-- Who has waited for too long is gone; their handoff has expired by itself.
local function purge(queue, now, life)
  local before = tonumber(now) - tonumber(life)
  for q = 0, 2 do redis.call('ZREMRANGEBYSCORE', queue, score(q, 0), score(q, before)) end
end

local function place(queue, id)
  local rank = redis.call('ZRANK', queue, id)
  if not rank then return 0 end
  return rank + 1
end

-- The person may ask again: their open handoff is no more.
local function release(handoff, id, asks)
  local key = asks .. redis.call('HGET', handoff, 'p')
  if redis.call('GET', key) == id then redis.call('DEL', key) end
end

-- A live talk lives on from its last word.
local function keep(handoff, thread, asks, life)
  redis.call('PEXPIRE', handoff, life)
  redis.call('PEXPIRE', thread, life)
  if asks then redis.call('PEXPIRE', asks .. redis.call('HGET', handoff, 'p'), life) end
end

local function line(thread, sealed)
  redis.call('XADD', thread, 'MAXLEN', '~', 5000, '*', 'e', sealed)
end

-- What a counsellor did stays here until the person's talk has taken it in.
local function tell(relay, handoff, id, kind, sealed, life)
  redis.call('XADD', relay, '*', 'h', id, 'p', redis.call('HGET', handoff, 'p'), 'k', kind, 'e', sealed)
  redis.call('PEXPIRE', relay, life)
end

local function leaveMine(handoff, id, mine)
  local staff = redis.call('HGET', handoff, 'h')
  if staff then redis.call('ZREM', mine .. staff, id) end
end

-- Deletes a handoff with all its words, and what the person was still to hear of it.
local function forget(handoff, thread, queue, relay, id, asks, mine)
  if state(handoff) then
    release(handoff, id, asks)
    leaveMine(handoff, id, mine)
  end
  redis.call('ZREM', queue, id)
  redis.call('DEL', handoff, thread)
  for _, entry in ipairs(redis.call('XRANGE', relay, '-', '+')) do
    local fields = entry[2]
    for i = 1, #fields, 2 do
      if fields[i] == 'h' and fields[i + 1] == id then redis.call('XDEL', relay, entry[1]) end
    end
  end
end
