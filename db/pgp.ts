import pgPromise from 'pg-promise'
import type { IClient } from 'pg-promise/typescript/pg-subset'

/** The library, set up once. What a statement needs and answers is checked in statement.ts. */
export const pgp = pgPromise({
  noWarnings: true,
  connect({ client, useCount }) {
    if (useCount === 0) client.on('error', heardElsewhere)
  },
  error(err, { client }) {
    if (client && err instanceof Error && err.message === 'Query read timeout') giveUp(client, err)
  },
})

/**
 * The library stops listening to a connection, and to a pool, when it is told to end it; a server that shuts
 * down in that moment would then end this process too. Whoever uses a connection hears of its errors anyway.
 */
export const heardElsewhere = () => undefined

/** The server took a statement and fell silent. The connection is still busy with it, and whoever got it from
 *  the pool next would wait behind it: with this mark the library has the pool throw it away. */
function giveUp(client: IClient, err: Error): void {
  Object.assign(client, { $connectionError: err })
  cutLine(client)
}

/** Ends a connection without asking its other end. */
export function cutLine(client: IClient): void {
  const stream = client.connection.stream as unknown as { destroy(): void } // the library types it as less than it is
  stream.destroy()
}
