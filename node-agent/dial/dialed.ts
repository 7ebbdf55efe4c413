import type { Socket } from 'node:net'
import type { ConnectFault } from '#protocol/tunnel.ts'

export type Failed = { ok: false; code: ConnectFault; message: string }
export type Dialed = { ok: true; socket: Socket } | Failed

export const failed = (code: ConnectFault, message: string): Failed => ({ ok: false, code, message })

/** What an attempt's error means to the customer. */
export function failureOf(error: NodeJS.ErrnoException): Failed {
  switch (error.code) {
    case 'ECONNREFUSED':
      return failed('refused', 'the target refuses the connection')
    case 'ETIMEDOUT':
      return failed('timeout', 'the target does not answer')
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'ENOMEM':
      return failed('overloaded', 'the device has no room for another connection')
    default:
      return failed('unreachable', `the target is not reachable (${error.code ?? error.message})`)
  }
}

/** Of several attempts the one that came nearest says why; forbidden is a name that has nothing else. */
const near = ['overloaded', 'refused', 'timeout', 'unreachable', 'forbidden', 'dns'] as const
export const nearest = (failures: readonly Failed[]): Failed =>
  failures.toSorted((a, b) => near.indexOf(a.code) - near.indexOf(b.code))[0] ??
  failed('dns', 'the name has no address')
