import { type Redis, SentinelConnector, type SentinelConnectionOptions } from 'ioredis'

/**
 * ioredis keeps a client to each sentinel, to hear of a failover, and gives it no ear for its errors: one that is
 * away would be told with a stack on stderr at every try. That a master cannot be found is told by the connection.
 */
export class QuietSentinels extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions)
    const inside = this as unknown as { connectToSentinel(...args: unknown[]): Redis }
    const dial = inside.connectToSentinel
    inside.connectToSentinel = (...args) => dial.apply(this, args).on('error', () => {})
  }
}
