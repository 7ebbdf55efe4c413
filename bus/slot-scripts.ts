import { luaNow, script } from './script.ts'

/*
 * A key's slots are a sorted set, member -> when it expires. Two more beside them say at a glance what is occupied:
 * which keys, and by which holders (`<key>/<holder>`; a member is `<holder>/…`). Their scores are those of the member
 * that stays longest. A third set says which processes live: a member is `<holder>/…@<process>`, and those of a dead one
 * make room when a key is full, long before they expire. KEYS[1] to KEYS[3] are these three in every script.
 */
const lua = `${luaNow}
local function holderOf(member) return string.match(member, '^([^/]*)') end
local function place(key, name, member, expires)
  redis.call('ZADD', key, expires, member)
  redis.call('ZADD', KEYS[1], expires, name)
  redis.call('ZADD', KEYS[2], expires, name .. '/' .. holderOf(member))
end
local function lives(process) redis.call('ZADD', KEYS[3], now + 3000, process) end
local function isAlive(member)
  local good = redis.call('ZSCORE', KEYS[3], string.match(member, '@([^@]*)$') or '')
  return good and tonumber(good) > now
end
local function keep(set, name, expires)
  if expires > now then redis.call('ZADD', set, expires, name) else redis.call('ZREM', set, name) end
end
`

/** ARGV: ttl, the process, max, member, name of the key. */
export const take = script(`${lua}
local ttl, max, member, name = tonumber(ARGV[1]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
local slots = KEYS[4]
lives(ARGV[2])
for _, set in ipairs({ KEYS[1], KEYS[2], slots }) do redis.call('ZREMRANGEBYSCORE', set, '-inf', now) end
local function isFull() return redis.call('ZCARD', slots) >= max end
if not redis.call('ZSCORE', slots, member) and isFull() then
  for _, other in ipairs(redis.call('ZRANGE', slots, 0, -1)) do
    if not isAlive(other) then redis.call('ZREM', slots, other) end
  end
  if isFull() then return 0 end
end
place(slots, name, member, now + ttl)
for _, set in ipairs(KEYS) do redis.call('PEXPIRE', set, ttl) end
return 1
`)

/**
 * ARGV: ttl, the process, how long the part of a key before its name is, then the members of each key, one a line:
 * many thousand of them are sent often, and few long words are cheap to send.
 */
export const renewAll = script(`${lua}
local ttl = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
lives(ARGV[2])
for i = 4, #KEYS do
  local name = string.sub(KEYS[i], ARGV[3] + 1)
  for member in string.gmatch(ARGV[i], '[^\\n]+') do place(KEYS[i], name, member, now + ttl) end
end
for _, set in ipairs(KEYS) do redis.call('PEXPIRE', set, ttl) end
return #KEYS
`)

/** The same arguments. */
export const releaseAll = script(`${lua}
for i = 4, #KEYS do
  local name, last, holders = string.sub(KEYS[i], ARGV[3] + 1), 0, {}
  for member in string.gmatch(ARGV[i], '[^\\n]+') do
    redis.call('ZREM', KEYS[i], member)
    holders[holderOf(member)] = 0
  end
  local left = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
  for j = 1, #left, 2 do
    local holder, expires = holderOf(left[j]), tonumber(left[j + 1])
    last = math.max(last, expires)
    if holders[holder] then holders[holder] = math.max(holders[holder], expires) end
  end
  keep(KEYS[1], name, last)
  for holder, expires in pairs(holders) do keep(KEYS[2], name .. '/' .. holder, expires) end
end
return #KEYS
`)

export const count = script(`${luaNow}
return { redis.call('ZCOUNT', KEYS[1], '(' .. now, '+inf'), redis.call('ZCOUNT', KEYS[2], '(' .. now, '+inf') }
`)

/** How many holders each of KEYS has. */
export const countHolders = script(`${luaNow}
local counts = {}
for i, key in ipairs(KEYS) do
  local seen, holders = {}, 0
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. now, '+inf')) do
    local holder = string.match(member, '^([^/]*)')
    if not seen[holder] then holders = holders + 1 end
    seen[holder] = true
  end
  counts[i] = holders
end
return counts
`)
