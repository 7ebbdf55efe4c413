import { luaNow, script } from './script.ts'

/*
 * A key's slots are a sorted set, member -> when it expires. Two more beside them say at a glance what is occupied:
 * which keys, and by which holders (`<key>/<holder>`; a member is `<holder>/…`). Their scores are those of the member
 * that stays longest. KEYS[1] and KEYS[2] are these two in every script.
 */
const lua = `${luaNow}
local function holderOf(member) return string.match(member, '^([^/]*)') end
local function place(key, name, member, expires)
  redis.call('ZADD', key, expires, member)
  redis.call('ZADD', KEYS[1], expires, name)
  redis.call('ZADD', KEYS[2], expires, name .. '/' .. holderOf(member))
end
local function keep(set, name, expires)
  if expires > now then redis.call('ZADD', set, expires, name) else redis.call('ZREM', set, name) end
end
`

/** ARGV: ttl, max, member, name of the key. */
export const take = script(`${lua}
local ttl, max, member, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
for i = 1, 3 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now) end
if not redis.call('ZSCORE', KEYS[3], member) and redis.call('ZCARD', KEYS[3]) >= max then return 0 end
place(KEYS[3], name, member, now + ttl)
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ttl) end
return 1
`)

/** A key may appear several times, once for each of its members. ARGV: ttl, then a member and a name for each key. */
export const renewAll = script(`${lua}
local ttl = tonumber(ARGV[1])
for i = 3, #KEYS do
  place(KEYS[i], ARGV[2 * i - 3], ARGV[2 * i - 4], now + ttl)
  redis.call('PEXPIRE', KEYS[i], ttl)
end
for i = 1, 2 do redis.call('PEXPIRE', KEYS[i], ttl) end
return #KEYS
`)

/** The same arguments. */
export const releaseAll = script(`${lua}
for i = 3, #KEYS do
  local member, name = ARGV[2 * i - 4], ARGV[2 * i - 3]
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
