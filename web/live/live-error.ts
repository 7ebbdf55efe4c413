import type { ErrorCode } from '#protocol/errors.ts'

/** `lost`: the connection went before the answer came; `timeout`: no answer came. The rest is the hub's word. */
export class LiveError extends Error {
  readonly code: ErrorCode | 'lost' | 'timeout'
  constructor(code: ErrorCode | 'lost' | 'timeout', message: string = code) {
    super(message)
    this.name = 'LiveError'
    this.code = code
  }
}
