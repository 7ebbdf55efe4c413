import { EdgeDoors } from '#protocol/directory.ts'
import { Limits } from '#protocol/limits.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { keys } from './names.ts'
import { luaNow, script } from './script.ts'

// edge --(every few seconds: where its doors are)--> hash `edges` --> hubs, for customers and providers

export async function sayDoors(bus: Bus, doors: EdgeDoors): Promise<void> {
  await bus.run(redis => say(redis, [keys.edges], [doors.id, JSON.stringify(doors)]))
}
const say = script(`${luaNow}
return redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[2])
`)

export async function forgetDoors(bus: Bus, edge: string): Promise<void> {
  await bus.run(redis => redis.hdel(keys.edges, edge))
}

/** Those that said so lately, by id. Others are swept out here. */
export async function readDoors(bus: Bus): Promise<EdgeDoors[]> {
  const said = (await bus.run(redis => read(redis, [keys.edges], [Limits.edgeSilentMs]))) as string[]
  const doors = said.flatMap(text => EdgeDoors.safeParse(parseJson(text)).data ?? [])
  return doors.sort((a, b) => a.id.localeCompare(b.id))
}
const read = script(`${luaNow}
local all, there = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #all, 2 do
  local at, doors = string.match(all[i + 1], '^(%d+) (.*)$')
  if at and now - at <= tonumber(ARGV[1]) then there[#there + 1] = doors else redis.call('HDEL', KEYS[1], all[i]) end
end
return there
`)
