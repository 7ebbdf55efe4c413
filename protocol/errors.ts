import { z } from 'zod'

/** Every error a REST route or a WebSocket command can answer; docs/CODES.md is checked against it. */
export const errors = {
  bad_request: { status: 400, text: 'The request is not valid.' },
  bad_json: { status: 400, text: 'The body is not JSON.' },
  unauthenticated: { status: 401, text: 'Sign in first.' },
  bad_credentials: { status: 401, text: 'The email address or the password is not right.' },
  bad_code: { status: 401, text: 'The code is not right or no longer valid.' },
  session_ended: { status: 401, text: 'This session has ended. Sign in again.' },
  bad_link: { status: 400, text: 'The link is not valid any more. Ask for a new one.' },
  forbidden: { status: 403, text: 'You are not allowed to do this.' },
  foreign_origin: { status: 403, text: 'This request comes from a foreign page.' },
  unconfirmed: { status: 403, text: 'Confirm the email address first: the link is in your mail.' },
  disabled: { status: 403, text: 'This login was disabled.' },
  not_found: { status: 404, text: 'There is no such thing here.' },
  method_not_allowed: { status: 405, text: 'This path does not accept this method.' },
  conflict: { status: 409, text: 'This is in conflict with what is there.' },
  too_large: { status: 413, text: 'The request is too large.' },
  unsupported_type: { status: 415, text: 'The body must be application/json.' },
  too_many: { status: 429, text: 'Too many attempts. Wait and try again.' },
  too_many_connections: { status: 429, text: 'Too many connections. Close some first.' },
  too_many_subscriptions: { status: 429, text: 'Too many subscriptions on one connection.' },
  unknown_command: { status: 400, text: 'There is no such command.' },
  unknown_topic: { status: 404, text: 'There is no such topic.' },
  internal: { status: 500, text: 'Something went wrong on our side.' },
  unavailable: { status: 503, text: 'A part of the system is not reachable. Try again soon.' },
} as const

export type ErrorCode = keyof typeof errors
export const errorCodes = Object.keys(errors) as ErrorCode[]

export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  }),
})
export type ErrorBody = z.infer<typeof ErrorBody>

/** Thrown anywhere below a border; the border turns it into the one error shape. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string> | undefined
  readonly retryAfterMs: number | undefined
  constructor(
    code: ErrorCode,
    more: { message?: string; fields?: Record<string, string>; retryAfterMs?: number } = {},
  ) {
    super(more.message ?? errors[code].text)
    this.name = 'Refusal'
    this.code = code
    this.fields = more.fields
    this.retryAfterMs = more.retryAfterMs
  }

  get body(): ErrorBody {
    return {
      error: { code: this.code, message: this.message, ...(this.fields ? { fields: this.fields } : {}) },
    }
  }
}
