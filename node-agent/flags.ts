import { parseArgs } from 'node:util'
import { type AllowList, parseAllowList } from '#wire/addresses/lists.ts'
import { parseTarget } from '#wire/addresses/target.ts'
import { parseEnrollLink } from './enroll-link.ts'
import { type AddressBlock, parseAddressBlock } from './from/address-block.ts'
import type { OwnRules, Window } from './policy.ts'
import type { EdgeAddress } from './tunnel/secure.ts'

export type Flags = {
  /** Null: the one of the last time. */
  edge: EdgeAddress | null
  enrollment: string | null
  pin: string | null
  state: string | null
  allow: AllowList
  /** The address of ours that everything is dialled from; null: the machine chooses. */
  from: AddressBlock | null
  own: OwnRules
}

export const usage =
  'npm run agent -- --edge host:7443 --enroll CODE [--pin PIN] | --link "traffix://enroll?…" [--state DIR] ' +
  '[--allow CIDR[:port],…] [--from ADDRESS] [--battery-floor 0-100] [--charging-only] [--wifi-only] [--max-sessions N] ' +
  '[--monthly-gb N] [--schedule 22:00-07:00,…]'

const options = {
  edge: { type: 'string' },
  enroll: { type: 'string' },
  pin: { type: 'string' },
  link: { type: 'string' },
  state: { type: 'string' },
  allow: { type: 'string' },
  from: { type: 'string' },
  'battery-floor': { type: 'string' },
  'charging-only': { type: 'boolean' },
  'wifi-only': { type: 'boolean' },
  'max-sessions': { type: 'string' },
  'monthly-gb': { type: 'string' },
  schedule: { type: 'string' },
} as const

const tunnelPort = 7443
/** SHA-256 in base64url. */
const pinForm = /^[\w-]{43}$/

/** All that is wrong at once, each as a sentence that says what is accepted. */
export function parseFlags(args: readonly string[]): { flags: Flags } | { faults: string[] } {
  const faults: string[] = []
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (error) {
    const [why = ''] = (error as Error).message.split('. ')
    return { faults: [`${why}; accepted: ${usage}`] }
  }
  const wrong = (flag: string, accepted: string) => {
    faults.push(`--${flag} must be ${accepted}`)
    return null
  }

  function number(flag: 'battery-floor' | 'max-sessions' | 'monthly-gb', min: number, max: number) {
    const text = values[flag]
    if (text === undefined) return null
    const form = flag === 'monthly-gb' ? /^\d+(\.\d+)?$/ : /^\d+$/
    const n = form.test(text) ? Number(text) : NaN
    if (n >= min && n <= max) return n
    return wrong(flag, `${flag === 'monthly-gb' ? 'a number' : 'a whole number'}, ${min} to ${max}`)
  }

  function edgeOf(flag: 'edge' | 'link', text: string): EdgeAddress | null {
    const target = parseTarget(text, tunnelPort)
    return 'fault' in target
      ? wrong(flag, flag === 'edge' ? 'host:port, such as edge.example.com:7443' : linkForm)
      : { host: target.host, port: target.port }
  }

  function pinOf(flag: 'pin' | 'link', text: string): string | null {
    return pinForm.test(text)
      ? text
      : wrong(flag, flag === 'pin' ? "the edge's pin, 43 letters, digits, - and _" : linkForm)
  }

  function schedule(): Window[] {
    const text = values.schedule
    if (text === undefined) return []
    return text.split(',').flatMap(part => {
      const [, from, to] = windowForm.exec(part.trim()) ?? []
      if (from !== undefined && to !== undefined) return [{ from, to }]
      wrong('schedule', 'HH:MM-HH:MM, with commas between')
      return []
    })
  }

  function allow(): AllowList {
    try {
      return parseAllowList(values.allow ?? '')
    } catch (error) {
      faults.push(`--allow: ${(error as Error).message}`)
      return parseAllowList('')
    }
  }

  function from(): AddressBlock | null {
    const text = values.from
    if (text === undefined) return null
    const block = parseAddressBlock(text)
    return block?.size === 1 ? block : wrong('from', 'an address of this machine, such as 192.0.2.7')
  }

  const link = values.link === undefined ? null : parseEnrollLink(values.link)
  if (values.link !== undefined) {
    if (!link) wrong('link', linkForm)
    if (values.edge !== undefined || values.enroll !== undefined || values.pin !== undefined)
      faults.push('--link says all that --edge, --enroll and --pin say: give it alone')
  }
  if (values.enroll === '') wrong('enroll', 'the code that was given to you')
  const floor = number('battery-floor', 0, 100)
  const gb = number('monthly-gb', 0.001, 1_000_000)
  const flags: Flags = {
    edge: link ? edgeOf('link', link.edge) : values.edge === undefined ? null : edgeOf('edge', values.edge),
    enrollment: link?.code ?? values.enroll ?? null,
    pin: link ? pinOf('link', link.pin) : values.pin === undefined ? null : pinOf('pin', values.pin),
    state: values.state ?? null,
    allow: allow(),
    from: from(),
    own: {
      batteryFloor: floor === null ? null : floor / 100,
      chargingOnly: values['charging-only'] ?? false,
      wifiOnly: values['wifi-only'] ?? false,
      maxSessions: number('max-sessions', 1, 100_000),
      monthlyBytes: gb === null ? null : Math.round(gb * 1e9),
      schedule: schedule(),
    },
  }
  return faults.length > 0 ? { faults: [...new Set(faults)] } : { flags }
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, strict: true }).values

const windowForm = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/
const linkForm = 'the link that was given to you, traffix://enroll?edge=…&code=…&pin=…'
