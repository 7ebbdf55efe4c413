import type { Writable } from 'node:stream'
import { configExitCode } from '#kit/config.ts'
import { type Agent, createAgent } from './agent.ts'
import { agentConfig } from './config.ts'
import { createDial } from './dial/dial.ts'
import { createJudge } from './dial/judge.ts'
import { createNameServer } from './dial/resolve.ts'
import { parseFlags } from './flags.ts'
import { missingAddress } from './from/missing-address.ts'
import { openFolder } from './keep/folder.ts'
import { AgentLimits } from './limits.ts'
import type { Device } from './report/device.ts'
import { linuxDevice } from './report/linux.ts'
import { hasTermux, termuxDevice } from './report/termux.ts'
import { createStatusLine } from './status-line.ts'

/** It was refused for a reason that stays: starting it again changes nothing. */
export const refusedExitCode = 77

type Out = Writable & { isTTY?: boolean; columns?: number }
type Io = { out: Out; err: Out; onStop(stop: () => void): void }

/** The agent on a terminal, from its arguments to its exit code. */
export async function runAgent(args: readonly string[], io: Io): Promise<number> {
  const config = agentConfig()
  const wrong = (text: string) => {
    io.err.write(`${text}\n`)
    return configExitCode
  }
  const parsed = parseFlags(args)
  if ('faults' in parsed) return wrong(parsed.faults.join('; '))
  const { flags } = parsed
  const missing = flags.from && (await missingAddress(flags.from, 1))
  if (missing !== null) return wrong(`--from: ${missing}`)
  const from = flags.from?.at(0) ?? null
  const store = openFolder(flags.state ?? config.TRAFFIX_AGENT_DIR)
  const edge = flags.edge ?? store.known()?.edge
  if (!edge)
    return wrong('the first time it must be told where to: --edge host:port and --enroll CODE, or --link')

  const edgeText = `${edge.host.includes(':') ? `[${edge.host}]` : edge.host}:${edge.port}`
  const line = createStatusLine(io.out, edgeText)
  const names = createNameServer()
  const device = renewing(hasTermux(config.PATH) ? await termuxDevice() : linuxDevice(), names.forget)
  const agent = createAgent({
    edge,
    pin: flags.pin,
    enrollment: flags.enrollment,
    store,
    own: flags.own,
    device,
    dial: createDial({ judge: createJudge(flags.allow), resolve: names.resolve, from }),
    from,
    tell: line.tell,
    onChange: () => show(),
  })
  const show = () => line.show(agent.view())
  const showing = setInterval(show, AgentLimits.tickMs)
  show()
  io.onStop(() => void agent.stop())
  try {
    return await exitCode(agent, io)
  } finally {
    clearInterval(showing)
    device.stop()
    line.end()
  }
}

async function exitCode(agent: Agent, io: Io): Promise<number> {
  const end = await agent.ended
  if (end.why === 'stopped') return 0
  io.err.write(`the edge refuses this device (${end.code}): ${end.message}\n`)
  return refusedExitCode
}

/** Names are asked for anew in another network. */
const renewing = (device: Device, forget: () => void): Device => ({
  ...device,
  onNewRoute: fn =>
    device.onNewRoute(() => {
      forget()
      fn()
    }),
})
