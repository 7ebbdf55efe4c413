import { randomUUID } from 'node:crypto'
import type { Bus } from '#bus/connect.ts'
import { BusDown } from '#bus/bus-down.ts'
import { askEnroll, codeHash, hearEnrolled } from '#bus/enrolling.ts'
import { Limits } from '#protocol/limits.ts'
import { type Hello, type RefusalCode, refusalCodes } from '#protocol/tunnel.ts'
import type { Known, NodeEntry } from '../known/known.ts'

export type Enrolled = { node: NodeEntry } | { refused: RefusalCode }
export type Enroller = {
  enroll(hello: Hello & { enrollment: string }, address: string): Promise<Enrolled>
  stop(): void
}

const askAgainMs = 1_000
/** A code that was just made by another process reaches the directory within a second, and this edge soon after. */
const codeComesMs = 2_000

/** A device that is not known asks to be taken in: the hubs decide, and the node comes by the directory. */
export async function createEnroller(o: { bus: Bus; known: Known; edge: string }): Promise<Enroller> {
  const waiting = new Map<string, (enrolled: Enrolled) => void>()
  const byAsk = new Map<string, string>()
  const offKnown = o.known.onChange(entry => {
    if (entry.kind === 'node' && !entry.gone) waiting.get(entry.publicKey)?.({ node: entry })
  })
  const offAnswers = await hearEnrolled(o.bus, ({ ask, refused }) => {
    const publicKey = byAsk.get(ask)
    if (publicKey === undefined || refused === null) return
    const code = refusalCodes.find(it => it === refused) ?? 'unavailable'
    waiting.get(publicKey)?.({ refused: code })
  })

  /** What is wrong by all that is known here, without asking anybody. */
  function faultOf(code: string): RefusalCode | null {
    if (!o.known.whole) return null
    const enrollment = o.known.enrollmentByCode(code)
    if (!enrollment) return 'enrollment_unknown'
    return enrollment.expiresAt <= Date.now() ? 'enrollment_expired' : null
  }

  /** A refusal is final for a device: it is not given for what may just be on its way. */
  function faultAfterAll(code: string): Promise<RefusalCode | null> {
    const { promise, resolve } = Promise.withResolvers<RefusalCode | null>()
    const late = setTimeout(() => resolve(faultOf(code)), codeComesMs)
    const off = o.known.onChange(entry => {
      if (entry.kind === 'enrollment' && faultOf(code) === null) resolve(null)
    })
    return promise.finally(() => {
      clearTimeout(late)
      off()
    })
  }

  return {
    async enroll(hello, address) {
      const code = codeHash(hello.enrollment)
      const fault = faultOf(code) && (await faultAfterAll(code))
      if (fault) return { refused: fault }
      const ask = randomUUID()
      const { promise, resolve } = Promise.withResolvers<Enrolled>()
      const { publicKey, agent } = hello
      const say = () =>
        void askEnroll(o.bus, { ask, edge: o.edge, code, publicKey, agent, address }).catch(
          (err: unknown) => {
            if (!(err instanceof BusDown)) throw err
          },
        )
      waiting.set(publicKey, resolve)
      byAsk.set(ask, publicKey)
      const again = setInterval(say, askAgainMs)
      const late = setTimeout(() => resolve({ refused: 'unavailable' }), Limits.enrollAnswerMs)
      say()
      return promise.finally(() => {
        clearInterval(again)
        clearTimeout(late)
        byAsk.delete(ask)
        if (waiting.get(publicKey) === resolve) waiting.delete(publicKey)
      })
    },
    stop() {
      offKnown()
      offAnswers()
    },
  }
}
