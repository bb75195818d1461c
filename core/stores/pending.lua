-- One hash for each conversation: id, body, made (ms), expires (ms), claimed (message_id). The server's clock judges.
-- KEYS[1] the conversation, KEYS[2] when the person last signed out (ms): lists made until then are gone.
-- ARGV[1] what to do, then: peek: message | claim or release: id, message |
-- offer: id, body, ttl ms, tombstone ms | discard: keep ms
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, body, made, expires, claimed = unpack(redis.call('HMGET', KEYS[1], 'id', 'body', 'made', 'expires', 'claimed'))

if ARGV[1] == 'discard' then
    redis.call('SET', KEYS[2], string.format('%.0f', now), 'PX', tonumber(ARGV[2]))
    return 'none'
end

local signed_out = redis.call('GET', KEYS[2])
if id and signed_out and tonumber(made) <= tonumber(signed_out) then
    id, body, expires, claimed = false, false, false, false
end

local function standing(message)
    if not id then return 'none' end
    if now >= tonumber(expires) then return 'expired' end
    if not claimed or claimed == message then return 'live' end
    return 'taken'
end

if ARGV[1] == 'peek' then
    return {standing(ARGV[2]), id, body, expires}
end

if ARGV[1] == 'claim' then
    if id ~= ARGV[2] then return 'none' end
    local found = standing(ARGV[3])
    if found == 'live' then redis.call('HSET', KEYS[1], 'claimed', ARGV[3]) end
    return found
end

if ARGV[1] == 'release' then
    if id == ARGV[2] and claimed == ARGV[3] then redis.call('HDEL', KEYS[1], 'claimed') end
    return 'none'
end

if id ~= ARGV[2] then
    expires = string.format('%.0f', now + tonumber(ARGV[4]))
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 'id', ARGV[2], 'body', ARGV[3], 'expires', expires,
        'made', string.format('%.0f', now))
    redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[4]) + tonumber(ARGV[5]))
end
return expires
