-- Shared by the scripts on one talk, behind handoff.lua. All have the same keys, and the
-- same arguments before their own ones.
-- KEYS 1 op, 2 handoff, 3 thread, 4 queue, 5 relay, 6 live, 7 drafts, 8 count, 9 gaps, 10 duty
-- ARGV 1 id, 2 now, 3 to 5 what asks, mine and joined keys begin with, 6 to 9 lives: of
--      op, while waiting, of a talk, of relay
-- They give {word, '1' when what the queue shows is another now, fields}.
local op, handoff, thread, queue, relay = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local live, drafts, counts, gaps, duty = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local id, now = ARGV[1], tonumber(ARGV[2])
local asks, mine, joined = ARGV[3], ARGV[4], ARGV[5]
local oplife, waitlife, talklife, relaylife = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local own = {unpack(ARGV, 10)}

local function get(field) return redis.call('HGET', handoff, field) end

local function set(...) redis.call('HSET', handoff, ...) end

local function fields() return redis.call('HGETALL', handoff) end

local before = redis.call('GET', op)
if before then return {'done', before, fields()} end

local is = state(handoff)
local owner = get('h')

-- Ends a script whose repetition would matter.
local function finish(changed)
  redis.call('SET', op, changed, 'PX', oplife)
  return {'done', changed}
end

-- The keys of a talk live as long as the talk; a live one lives on from its last word.
local function keep(life)
  redis.call('PEXPIRE', handoff, life)
  redis.call('PEXPIRE', thread, life)
  redis.call('PEXPIRE', drafts, life)
end

local function keeplive()
  keep(talklife)
  redis.call('PEXPIRE', asks .. get('p'), talklife)
  redis.call('PEXPIRE', mine .. owner, talklife)
end

local function line(sealed)
  if sealed == '' then return '' end
  local entry = redis.call('XADD', thread, 'MAXLEN', '~', 5000, '*', 'e', sealed)
  redis.call('PEXPIRE', thread, redis.call('PTTL', handoff))
  return entry
end

local function tell(kind, sealed, entry)
  notice(relay, id, get('p'), kind, sealed, entry, relaylife)
end

local function since(at)
  redis.call('ZADD', live, at, id)
  redis.call('PEXPIRE', live, talklife)
end

-- The person waits for an answer, or has one. Both say whether that is new.
local function owe()
  if get('o') then return '0' end
  set('o', now)
  since(now)
  return '1'
end

local function answered()
  since(0)
  if redis.call('HDEL', handoff, 'o') == 1 then return '1' end
  return '0'
end

-- The person may ask again: their open handoff is no more.
local function release()
  local key = asks .. get('p')
  if redis.call('GET', key) == id then redis.call('DEL', key) end
end

local function count(what) redis.call('HINCRBY', counts, what, 1) end

-- Who else was asked in finds the talk in a list of their own.
local function join(staff, life)
  redis.call('ZADD', joined .. staff, now, id)
  extend(joined .. staff, life)
end

local function unjoin(staff)
  if staff and staff ~= '' then redis.call('ZREM', joined .. staff, id) end
end

local function isguest(staff) return redis.call('HEXISTS', handoff, 'g:' .. staff) == 1 end

local function stay()
  local to = get('mh')
  if to and not isguest(to) then unjoin(to) end
  redis.call('HDEL', handoff, 'm', 'ms', 'mh')
end

-- What somebody had begun to write in a talk that is theirs no longer.
local function forgetwriting(staff)
  redis.call('HDEL', drafts, staff, 'n:' .. staff)
  redis.call('HDEL', handoff, 'y:' .. staff)
end

-- Everybody but the counsellor goes out, and nobody is writing.
local function emptyroom()
  local all = fields()
  for i = 1, #all, 2 do
    local kind, staff = string.match(all[i], '^([gvy]):(.*)$')
    if kind then redis.call('HDEL', handoff, all[i]) end
    if kind == 'g' then unjoin(staff) end
  end
end

-- How many talks a counsellor has.
local function talks(staff)
  local n = 0
  for _, one in ipairs(redis.call('ZRANGE', mine .. staff, 0, -1)) do
    local key = string.sub(handoff, 1, #handoff - #id) .. one
    if state(key) == 'l' and redis.call('HGET', key, 'h') == staff then
      n = n + 1
    else
      redis.call('ZREM', mine .. staff, one)
    end
  end
  return n
end

-- What keeps a counsellor from one more talk.
local function hinders(staff, room)
  if tonumber(redis.call('ZSCORE', duty, staff) or 0) <= now then return 'away' end
  if talks(staff) >= tonumber(room) then return 'full' end
end

local function leaveowner()
  if owner then redis.call('ZREM', mine .. owner, id) end
end

-- A counsellor has the talk now, and owes the person a word.
local function givento(staff, sealed)
  owner = staff
  set('s', 'l', 'h', staff, 'u', sealed, 'c', now, 'o', now)
  redis.call('ZADD', mine .. staff, now, id)
  since(now)
  redis.call('HDEL', handoff, 'g:' .. staff, 'f')
  unjoin(staff)
  keeplive()
end

-- The talk is over; the words are kept for a while.
local function over(life)
  redis.call('ZREM', queue, id)
  redis.call('ZREM', live, id)
  release()
  stay()
  emptyroom()
  leaveowner()
  redis.call('DEL', drafts)
  redis.call('HDEL', handoff, 'o', 'y')
  set('s', 'c')
  keep(life)
end
