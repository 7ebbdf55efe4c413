import { connect, isIP, type Socket } from 'node:net'
import { parseTarget } from '#wire/addresses/target.ts'
import { AgentLimits } from '../limits.ts'
import type { EdgeAddress } from '../tunnel/secure.ts'
import { borrowedReads } from './borrowed-reads.ts'
import { type Dialed, type Failed, failed, failureOf } from './dialed.ts'
import { raceAddresses } from './happy-eyeballs.ts'
import type { Judge } from './judge.ts'
import type { Resolve } from './resolve.ts'

export type Dialing = { result: Promise<Dialed>; cancel(): void }
export type Dial = {
  /** With a refusal nothing is dialled: a target that is forbidden is that, and any other one is refused so. */
  (target: string, refusal?: Failed | null): Dialing
  /** The edge that the device is connected to anyway, whatever the judge says of its address. */
  edge(at: EdgeAddress): Dialing
}

/**
 * Opens a connection for a customer, never to what the judge forbids. Names are resolved here and the address that
 * was judged is the one that is dialled: there is no second look-up that could answer otherwise. What the socket then
 * says of its other end is judged once more, before it carries a byte.
 */
export function createDial(o: {
  judge: Judge
  resolve: Resolve
  /** The address of ours that is dialled from; null: the machine chooses. */
  from?: string | null
  timeoutMs?: number
}): Dial {
  const timeoutMs = o.timeoutMs ?? AgentLimits.dialMs
  const from = o.from ?? null

  function verdict(address: string, port: number): Failed | null {
    const why = o.judge(address, port)
    if (why !== null) return failed('forbidden', `the target is not to be reached from here: ${why}`)
    return outOfFamily(address)
  }
  /** What is dialled from an IPv4 address never leaves by another one, and so there is no IPv6. */
  const outOfFamily = (address: string): Failed | null =>
    from !== null && isIP(from) !== isIP(address) ? notFromHere : null

  function attempt(
    address: string,
    port: number,
    done: { won(socket: Socket): void; failed(why: Failed): void },
    judged = verdict,
  ): { cancel(): void } {
    const socket = connect({
      host: address,
      port,
      ...(from !== null && leadsThere(from, address) && { localAddress: from }),
      noDelay: true,
      onread: borrowedReads,
      allowHalfOpen: true,
      autoSelectFamily: false,
    })
    const onError = (error: Error) => done.failed(failureOf(error))
    socket.once('error', onError)
    socket.once('connect', () => {
      socket.removeListener('error', onError)
      // One that has gone again already names no address.
      const { remoteAddress } = socket
      const why = remoteAddress ? judged(remoteAddress, port) : closedAtOnce
      // Nobody reads yet, and what is read cannot be kept.
      socket.pause()
      if (!why) return done.won(socket)
      socket.on('error', () => {})
      socket.destroy()
      done.failed(why)
    })
    return {
      cancel() {
        socket.removeListener('error', onError)
        socket.on('error', () => {})
        socket.destroy()
      },
    }
  }

  function dialOne(address: string, port: number, judged = verdict, refusal: Failed | null = null): Dialing {
    const why = judged(address, port) ?? refusal
    if (why) return over(why)
    const { promise: result, resolve } = Promise.withResolvers<Dialed>()
    const finish = (how: Dialed) => {
      clearTimeout(timer)
      resolve(how)
    }
    const running = attempt(
      address,
      port,
      { won: socket => finish({ ok: true, socket }), failed: finish },
      judged,
    )
    const giveUp = () => {
      running.cancel()
      finish(tooLate)
    }
    const timer = setTimeout(giveUp, timeoutMs)
    return { result, cancel: giveUp }
  }

  function dialName(name: string, port: number, refusal: Failed | null): Dialing {
    const race = raceAddresses<Socket>({
      found: o.resolve(name),
      attempt: (address, done) => (refusal ? refuse(refusal, done) : attempt(address, port, done)),
      judge: address => verdict(address, port),
    })
    const timer = setTimeout(race.cancel, timeoutMs, tooLate)
    return {
      result: race.result.then(how => {
        clearTimeout(timer)
        return how.ok ? { ok: true, socket: how.value } : how
      }),
      cancel: () => race.cancel(tooLate),
    }
  }

  function dial(text: string, refusal: Failed | null = null): Dialing {
    const target = parseTarget(text)
    if ('fault' in target) return over(failed('forbidden', `this is no target: ${target.fault}`))
    const { host, port } = target
    return target.address ? dialOne(host, port, verdict, refusal) : dialName(host, port, refusal)
  }
  return Object.assign(dial, { edge: (at: EdgeAddress) => dialOne(at.host, at.port, outOfFamily) })
}

/** From an address of loopback only loopback is reached: a demo's device that goes further leaves as the machine does. */
const leadsThere = (from: string, to: string): boolean => !isLoopback(from) || isLoopback(to)
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

/** An attempt that is none: it fails when whoever made it is ready to hear so. */
function refuse(why: Failed, done: { failed(why: Failed): void }): { cancel(): void } {
  let wanted = true
  queueMicrotask(() => wanted && done.failed(why))
  return { cancel: () => (wanted = false) }
}
const notFromHere = failed('unreachable', 'the target has no address of the kind that is dialled from')

const closedAtOnce = failed('refused', 'the target closed the connection as it was opened')
const tooLate = failed('timeout', 'the target does not answer')
const over = (why: Failed): Dialing => ({ result: Promise.resolve(why), cancel() {} })
