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
 * A key may appear several times, once for each of its members. ARGV: ttl, the process, then a member and a name for each
 * key.
 */
export const renewAll = script(`${lua}
local ttl = tonumber(ARGV[1])
lives(ARGV[2])
for i = 4, #KEYS do place(KEYS[i], ARGV[2 * i - 4], ARGV[2 * i - 5], now + ttl) end
for _, set in ipairs(KEYS) do redis.call('PEXPIRE', set, ttl) end
return #KEYS
`)

/** The same arguments. */
export const releaseAll = script(`${lua}
for i = 4, #KEYS do
  local member, name = ARGV[2 * i - 5], ARGV[2 * i - 4]
  redis.call('ZREM', KEYS[i], member)
  local last, lastOfHolder, left = 0, 0, redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
  for j = 1, #left, 2 do
    local expires = tonumber(left[j + 1])
    last = math.max(last, expires)
    if holderOf(left[j]) == holderOf(member) then lastOfHolder = math.max(lastOfHolder, expires) end
  end
  keep(KEYS[1], name, last)
  keep(KEYS[2], name .. '/' .. holderOf(member), lastOfHolder)
end
return #KEYS
`)

/** The process is there. The same arguments, without members. */
export const beat = script(`${lua}
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
lives(ARGV[2])
redis.call('PEXPIRE', KEYS[3], tonumber(ARGV[1]))
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
