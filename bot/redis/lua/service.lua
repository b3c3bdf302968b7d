-- Shared by the scripts on one service.

-- A key of many entries lives as long as its longest entry.
local function extend(key, ms)
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end
