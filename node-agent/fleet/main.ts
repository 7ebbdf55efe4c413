import { CannotStart } from '#kit/cannot-start.ts'
import { configExitCode } from '#kit/config.ts'
import { missingAddress } from '../from/missing-address.ts'
import { bytesText } from '../status-line.ts'
import { fleetConfig } from './config.ts'
import { parseFleetFlags } from './flags.ts'
import { createFleet, type FleetView } from './fleet.ts'
import { openStores } from './stores.ts'

const refusedExitCode = 77
const lookEachMs = 1_000
const quietBeats = 10

function exitWith(code: number, text: string): never {
  process.stderr.write(`${text}\n`)
  process.exit(code)
}

const parsed = parseFleetFlags(process.argv.slice(2), { data: fleetConfig().TRAFFIX_DATA })
if ('faults' in parsed) exitWith(configExitCode, parsed.faults.join('; '))
const { flags } = parsed

function open() {
  try {
    return openStores(flags.state, flags.nodes)
  } catch (error) {
    if (error instanceof CannotStart) exitWith(1, error.message)
    throw error
  }
}

if (flags.from) {
  const missing = await missingAddress(flags.from, flags.nodes)
  if (missing !== null) exitWith(configExitCode, `--from: ${missing}`)
}
const fleet = createFleet({ ...flags, stores: open() })
const out = process.stdout

const text = (it: FleetView) =>
  [
    `${it.nodes} nodes: ${it.approved} approved, ${it.connected - it.approved} waiting, ${it.resting} resting`,
    `${it.away} away${it.refused > 0 ? `, ${it.refused} refused` : ''}`,
    `${it.sessions} sessions, ${bytesText(it.bytes)}`,
  ].join(' · ')

let shown = ''
let beats = 0
function look(): void {
  const view = fleet.view()
  const now = text(view)
  // Nobody reads a log of every byte.
  if (now !== shown && (out.isTTY || beats++ % quietBeats === 0)) {
    shown = now
    out.write(out.isTTY ? `\r${now.slice(0, (out.columns ?? 80) - 1)}\u001b[K` : `${now}\n`)
  }
  if (view.refused === view.nodes) void leave(refusedExitCode)
}
const looking = setInterval(look, lookEachMs)

async function leave(code: number): Promise<void> {
  clearInterval(looking)
  await fleet.stop()
  if (out.isTTY) out.write('\n')
  for (const reason of fleet.refusals) process.stderr.write(`refused: ${reason}\n`)
  process.exit(code)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    process.once(signal, () => process.exit(1))
    void leave(0)
  })
if (process.send) process.once('disconnect', () => void leave(0))
