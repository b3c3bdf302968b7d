-- Takes the leases of people of one partition who have something due.
-- KEYS due
-- ARGV 1 to 3 what the person, out and lease keys begin with, 4 token, 5 now,
--      6 lease in ms, 7 life of due, 8 how many at most
-- Gives a list of {who, the timer that is due or 0, sent part, replies}.
-- The keys of the people share this partition's tag.
local due, token = KEYS[1], ARGV[4]
local now, leasems, keep, most = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local jobs = {}

local function give(who)
  local rec = record(ARGV[1] .. who)
  local wake = timer(rec)
  if wake > now then wake = 0 end
  table.insert(jobs, {who, wake, sent(rec), parcels(ARGV[2] .. who)})
end

-- A claim whose answer was lost finds its people at the end of its own leases.
for _, who in ipairs(redis.call('ZRANGEBYSCORE', due, now + leasems, now + leasems)) do
  if redis.call('GET', ARGV[3] .. who) == token then give(who) end
end
if #jobs > 0 then return jobs end

for _, who in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, most)) do
  local left = redis.call('PTTL', ARGV[3] .. who)
  local at = timer(record(ARGV[1] .. who))
  if left > 0 then
    schedule(due, who, now + left, keep)
  elseif redis.call('LLEN', ARGV[2] .. who) == 0 and (at == 0 or at > now) then
    schedule(due, who, at, keep)
  else
    hold(ARGV[3] .. who, token, leasems)
    schedule(due, who, now + leasems, keep)
    give(who)
  end
end
return jobs
