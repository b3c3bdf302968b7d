-- Takes replies that can never be delivered out of an outbox.
-- KEYS out, lease
-- ARGV 1 token, 2… the replies as they stand there
-- Each is unlike any other, so doing it again takes nothing more out.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {0} end
for i = 2, #ARGV do redis.call('LREM', KEYS[1], 1, ARGV[i]) end
return {1}
