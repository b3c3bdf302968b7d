-- Somebody waits again of whom staff were told before.
-- KEYS 1 what staff were told
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'w:' then redis.call('HDEL', KEYS[1], field) end
end
return {}
