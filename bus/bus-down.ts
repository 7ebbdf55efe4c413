import { ReplyError } from 'ioredis'

/** Redis cannot do this now. The caller decides whether that is an error, a fallback or nothing at all. */
export class BusDown extends Error {
  override name = 'BusDown'
}

// Answers of a server that is there but cannot serve: starting, failing over, read-only, full.
const cannotServe =
  /^(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|READONLY|MISCONF|OOM|NOREPLICAS|MOVED|ASK|NOAUTH|WRONGPASS)\b/

/** Everything that is not Redis's own verdict on the command is the connection's fault, hence "down". */
export function asBusDown(err: unknown): unknown {
  if (err instanceof BusDown || !(err instanceof Error)) return err
  if (err instanceof ReplyError && !cannotServe.test(err.message)) return err
  if (err instanceof TypeError || err instanceof RangeError) return err
  return new BusDown(err.message, { cause: err })
}
