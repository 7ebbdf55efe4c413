/** Something a person can put right: told in one plain line on stderr instead of a stack, with exit status 1. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

/** `variable` is the one that moves the port. */
export function cannotListen(at: {
  host: string
  port: number
  variable: string
  reason?: string
}): CannotStart {
  const reason = at.reason === undefined || at.reason === 'EADDRINUSE' ? 'the port is in use' : at.reason
  return new CannotStart(
    `cannot listen on ${at.host}:${at.port}: ${reason}; ${at.variable} chooses another port`,
  )
}
