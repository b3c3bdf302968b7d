-- Shared by the scripts on handoffs. A handoff is a hash:
--   r the sealed request, p the person's pseudonym, q priority, a when it was asked,
--   f '1' when somebody hands it on to here, s state (w waits, l live, c closed)
--   h keyed hash of the counsellor, u the counsellor sealed, c when it was claimed
--   w when the last word was said, o since when the person waits for an answer, y when
--   they last typed, y:<hash> when one of staff did, n how often it went back to the
--   queue, x the sealed reason of its end
--   m the sealed hand-over, ms how far it is (a the person is asked, c a colleague is,
--   o another service is), mh keyed hash of the colleague, or of the whole team
--   g:<hash> a guest sealed, v:<hash> a supervisor who follows, sealed, k:<hash> one
--   whose coming was told

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

-- A key of many entries lives as long as its longest entry.
local function extend(key, ms)
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end

-- What a counsellor did stays here until the person's talk has taken it in.
local function notice(relay, id, who, kind, sealed, line, life)
  redis.call('XADD', relay, '*', 'h', id, 'p', who, 'k', kind, 'e', sealed, 'l', line)
  redis.call('PEXPIRE', relay, life)
end
