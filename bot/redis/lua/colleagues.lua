-- Lists who is at the desk; changes nothing.
-- KEYS 1 duty, 2 here
-- ARGV 1 now, 2 what mine keys begin with, 3 what handoff keys begin with
-- Gives {keyed hash, '1' when they take talks, sealed name, how many talks} for each.
local found = {}
local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
  local staff, till = all[i], tonumber(all[i + 1])
  local name = redis.call('HGET', KEYS[2], staff)
  if name and math.abs(till) > tonumber(ARGV[1]) then
    local talks = 0
    for _, id in ipairs(redis.call('ZRANGE', ARGV[2] .. staff, 0, -1)) do
      local h = redis.call('HMGET', ARGV[3] .. id, 's', 'h')
      if h[1] == 'l' and h[2] == staff then talks = talks + 1 end
    end
    table.insert(found, {staff, till > 0 and '1' or '0', name, talks})
  end
end
return found
