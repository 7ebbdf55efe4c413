import type { ErrorCode } from '#protocol/errors.ts'

/** `offline` is ours: no answer came at all (network away, hub restarting). */
export type ApiErrorCode = ErrorCode | 'offline'

export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly status: number
  readonly fields: Record<string, string>
  readonly retryAfterMs: number | null

  constructor(
    code: ApiErrorCode,
    more: {
      status?: number
      message?: string
      fields?: Record<string, string> | undefined
      retryAfterMs?: number | null
    } = {},
  ) {
    super(more.message ?? code)
    this.name = 'ApiError'
    this.code = code
    this.status = more.status ?? 0
    this.fields = more.fields ?? {}
    this.retryAfterMs = more.retryAfterMs ?? null
  }

  /** The other side was not reached or not well: trying again may help, and nothing is proven about a login. */
  get isPassing(): boolean {
    return this.code === 'offline' || this.status >= 500 || this.status === 429
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError
