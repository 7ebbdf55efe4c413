import { ReplyError } from 'ioredis'

/** Redis cannot do this now. The caller decides whether that is an error, a fallback or nothing at all. */
export class BusDown extends Error {
  override name = 'BusDown'
}

// Answers of a server that is there but cannot serve: starting, failing over, read-only, full, busy with a script, or
// set up so that we may not. (`ERR` begins many a verdict; these are told from them by their words.)
const cannotServe = new RegExp(
  `^(?:${[
    'LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|READONLY|MISCONF|OOM|NOREPLICAS|MOVED|ASK|UNBLOCKED',
    'BUSY|UNKILLABLE|ERR Script killed by user|ERR max number of clients',
    'NOAUTH|WRONGPASS|NOPERM|DENIED|ERR The user executing the script|ERR ACL failure in script',
  ].join('|')})\\b`,
)

/** Redis was reached and said itself that it cannot serve. */
export const isRefusal = (err: unknown): err is BusDown =>
  err instanceof BusDown && err.cause instanceof ReplyError

/** Everything that is not Redis's own verdict on the command is the connection's fault, hence "down". */
export function asBusDown(err: unknown): unknown {
  if (err instanceof BusDown || !(err instanceof Error)) return err
  if (err instanceof ReplyError && !cannotServe.test(err.message)) return err
  if (err instanceof TypeError || err instanceof RangeError) return err
  return new BusDown(err.message, { cause: err })
}
