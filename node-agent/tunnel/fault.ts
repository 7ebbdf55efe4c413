import type { RefusalCode } from '#protocol/tunnel.ts'
import { retriableRefusals } from '#protocol/tunnel.ts'

export type FaultKind = 'unreachable' | 'tls' | 'pin' | 'protocol' | 'refused' | 'timeout'

/** Why there is no tunnel. */
export class TunnelFault extends Error {
  override name = 'TunnelFault'
  readonly kind: FaultKind
  /** Of a refusal. */
  readonly code: string | null

  constructor(kind: FaultKind, message: string, code: string | null = null) {
    super(message)
    this.kind = kind
    this.code = code
  }

  /**
   * Only a refusal with a reason that stays is the end. A certificate that is not the pinned one is mostly a hotel's
   * Wi-Fi that wants a login first: nothing was said to it, and the next network may lead to the edge.
   */
  get final(): boolean {
    return this.kind === 'refused' && !retriableRefusals.includes(this.code as RefusalCode)
  }
}
