import { connect, type Socket } from 'node:net'
import { parseTarget } from '#wire/addresses/target.ts'
import { AgentLimits } from '../limits.ts'
import { borrowedReads } from './borrowed-reads.ts'
import { type Dialed, type Failed, failed, failureOf } from './dialed.ts'
import { raceAddresses } from './happy-eyeballs.ts'
import type { Judge } from './judge.ts'
import type { Resolve } from './resolve.ts'

export type Dialing = { result: Promise<Dialed>; cancel(): void }
export type Dial = (target: string) => Dialing

/**
 * Opens a connection for a customer, never to what the judge forbids. Names are resolved here and the address that
 * was judged is the one that is dialled: there is no second look-up that could answer otherwise. What the socket then
 * says of its other end is judged once more, before it carries a byte.
 */
export function createDial(o: { judge: Judge; resolve: Resolve; timeoutMs?: number }): Dial {
  const timeoutMs = o.timeoutMs ?? AgentLimits.dialMs

  function verdict(address: string, port: number): Failed | null {
    const why = o.judge(address, port)
    return why === null ? null : failed('forbidden', `the target is not to be reached from here: ${why}`)
  }

  function attempt(
    address: string,
    port: number,
    done: { won(socket: Socket): void; failed(why: Failed): void },
  ): { cancel(): void } {
    const socket = connect({
      host: address,
      port,
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
      const why = remoteAddress ? verdict(remoteAddress, port) : closedAtOnce
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

  function dialOne(address: string, port: number): Dialing {
    const why = verdict(address, port)
    if (why) return over(why)
    const { promise: result, resolve } = Promise.withResolvers<Dialed>()
    const finish = (how: Dialed) => {
      clearTimeout(timer)
      resolve(how)
    }
    const running = attempt(address, port, { won: socket => finish({ ok: true, socket }), failed: finish })
    const giveUp = () => {
      running.cancel()
      finish(tooLate)
    }
    const timer = setTimeout(giveUp, timeoutMs)
    return { result, cancel: giveUp }
  }

  function dialName(name: string, port: number): Dialing {
    const race = raceAddresses<Socket>({
      found: o.resolve(name),
      attempt: (address, done) => attempt(address, port, done),
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

  return text => {
    const target = parseTarget(text)
    if ('fault' in target) return over(failed('forbidden', `this is no target: ${target.fault}`))
    return target.address ? dialOne(target.host, target.port) : dialName(target.host, target.port)
  }
}

const closedAtOnce = failed('refused', 'the target closed the connection as it was opened')
const tooLate = failed('timeout', 'the target does not answer')
const over = (why: Failed): Dialing => ({ result: Promise.resolve(why), cancel() {} })
