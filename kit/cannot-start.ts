import { urlHost } from './url-host.ts'

/** Something a person can put right: told in one plain line on stderr instead of a stack, with exit status 1. */
export class CannotStart extends Error {
  override name = 'CannotStart'
}

/** The variables that choose the address and the port. */
export type ListenVariables = { host: string; port: string }

/** `reason` is Node's code of what went wrong. */
export function cannotListen(at: {
  host: string
  port: number
  variables: ListenVariables
  reason: string
}): CannotStart {
  return new CannotStart(
    `cannot listen on ${urlHost(at.host)}:${at.port}: ${explain(at.reason, at.variables)}`,
  )
}

function explain(reason: string, { host, port }: ListenVariables): string {
  switch (reason) {
    case 'EADDRINUSE':
      return `the port is in use; ${port} chooses another port`
    case 'EACCES':
    case 'EPERM':
      return `this user may not open that port; ${port} chooses another port`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `this machine does not have that address; ${host} chooses another address`
    default:
      return `${reason}; ${host} and ${port} choose another address and port`
  }
}
