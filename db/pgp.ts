import pgPromise from 'pg-promise'
import type { IClient } from 'pg-promise/typescript/pg-subset'

/** The library, set up once. What a statement needs and answers is checked in statement.ts. */
export const pgp = pgPromise({
  noWarnings: true,
  error(err, { client }) {
    // The server never answered: the connection is still busy with that statement, and whoever got it
    // from the pool next would wait behind it. Without its socket the pool throws it away.
    if (client && err instanceof Error && err.message === 'Query read timeout') cutLine(client)
  },
})

/** Ends a connection without asking its other end. */
export function cutLine(client: IClient): void {
  const stream = client.connection.stream as unknown as { destroy(): void } // the library types it as less than it is
  stream.destroy()
}
