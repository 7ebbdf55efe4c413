import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type AllowList, parseAllowList } from '#wire/addresses/lists.ts'
import { parseTarget } from '#wire/addresses/target.ts'
import { type AddressBlock, parseAddressBlock } from '../from/address-block.ts'
import type { EdgeAddress } from '../tunnel/secure.ts'

export type FleetFlags = {
  nodes: number
  edge: EdgeAddress
  pin: string | null
  /** The n-th device enrolls with the n-th one, and round again. */
  codes: readonly Code[]
  state: string
  allow: AllowList
  /** The n-th device dials from the n-th of these addresses, and round again; null: the machine chooses. */
  from: AddressBlock | null
  /** Of those that are there, so many leave in a minute: 0.02 is one in fifty. */
  churnAMinute: number
  /** How much faster than ours their time runs: batteries, networks. */
  speed: number
  spreadMs: number
  seed: number
}

export const usage =
  'npm run fleet -- [--nodes 200] [--edge host:7443] [--pin PIN] [--codes FILE] [--state DIR] ' +
  '[--allow CIDR[:port],…] [--from CIDR] [--churn 0.02] [--speed 10] [--spread SECONDS] [--seed N]'

const options = {
  nodes: { type: 'string', default: '200' },
  edge: { type: 'string', default: '127.0.0.1:7443' },
  pin: { type: 'string' },
  codes: { type: 'string' },
  state: { type: 'string' },
  allow: { type: 'string', default: '' },
  from: { type: 'string' },
  churn: { type: 'string', default: '0.02' },
  speed: { type: 'string', default: '10' },
  spread: { type: 'string', default: '4' },
  seed: { type: 'string', default: '1' },
} as const

/** `place` is for people, who may write what they like, and for the clocks of the devices when it says where it is. */
const Place = z.object({
  country: z.string().length(2).nullable(),
  city: z.string().nullable(),
  lon: z.number().nullable(),
})
const Code = z.object({
  code: z.string().min(1),
  place: Place.nullish().catch(null),
  /** The addresses that its devices dial from, as `--from` says it of all. */
  from: z.string().nullish(),
})
export type Code = z.infer<typeof Code>
const Codes = z.object({ enrollments: z.array(Code).min(1) })

export function parseFleetFlags(
  args: readonly string[],
  o: { data: string },
): { flags: FleetFlags } | { faults: string[] } {
  const faults: string[] = []
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    const [why = ''] = (error as Error).message.split('. ')
    return { faults: [`${why}; accepted: ${usage}`] }
  }

  function number(flag: 'nodes' | 'churn' | 'speed' | 'spread' | 'seed', min: number, max: number): number {
    const text = values[flag]
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
    if (!(n >= min && n <= max)) faults.push(`--${flag} must be a number, ${min} to ${max}`)
    return n
  }

  const target = parseTarget(values.edge, 7443)
  if ('fault' in target) faults.push('--edge must be host:port')
  let allow = parseAllowList('')
  try {
    allow = parseAllowList(values.allow)
  } catch (error) {
    faults.push(`--allow: ${(error as Error).message}`)
  }
  const from = values.from === undefined ? null : parseAddressBlock(values.from)
  if (values.from !== undefined && !from)
    faults.push('--from must be an address of this machine or a CIDR of them, such as 127.20.0.0/24')
  const flags: FleetFlags = {
    nodes: Math.floor(number('nodes', 1, 20_000)),
    edge: 'fault' in target ? { host: '', port: 0 } : { host: target.host, port: target.port },
    pin: values.pin ?? null,
    codes: codesIn(values.codes ?? join(o.data, 'fleet.json'), values.codes !== undefined, faults),
    state: values.state ?? join(o.data, 'fleet'),
    allow,
    from,
    churnAMinute: number('churn', 0, 1),
    speed: number('speed', 0, 10_000),
    spreadMs: number('spread', 0, 3_600) * 1_000,
    seed: Math.floor(number('seed', 0, 2 ** 32 - 1)),
  }
  return faults.length > 0 ? { faults } : { flags }
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, strict: true }).values

/** Devices that have enrolled before need none, so the file that nobody named may be missing. */
function codesIn(path: string, named: boolean, faults: string[]): Code[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    if (named) faults.push(`--codes: ${path} cannot be read`)
    return []
  }
  try {
    return Codes.parse(JSON.parse(text)).enrollments
  } catch {
    faults.push(`--codes: ${path} must be {"enrollments":[{"code":"…","place":"…"}]}`)
    return []
  }
}
