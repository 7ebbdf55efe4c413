import { once } from 'node:events'
import { createServer } from 'node:net'
import { cannotListen } from '#kit/cannot-start.ts'
import { type TemplatedApp, type us_listen_socket, uws } from '../uws.ts'

const variables = { host: 'HUB_HOST', port: 'HUB_PORT' }
type Where = { HUB_HOST: string; HUB_PORT: number; HUB_PROCESSES: number }

/** One process wants the port for itself and hears when somebody has it; several share it (SO_REUSEPORT). */
export function listen(app: TemplatedApp, where: Where): Promise<{ port: number; close(): void }> {
  const options = where.HUB_PROCESSES > 1 ? 0 : 1 // LIBUS_LISTEN_DEFAULT, LIBUS_LISTEN_EXCLUSIVE_PORT
  return new Promise((resolve, reject) => {
    const heard = (socket: us_listen_socket | false) => {
      if (!socket) return void whyNot(where).then(reject)
      resolve({
        port: uws.us_socket_local_port(socket),
        close: () => uws.us_listen_socket_close(socket),
      })
    }
    // The types leave out this form; the library takes it.
    const listenOn = app.listen as unknown as (
      host: string,
      port: number,
      options: number,
      cb: typeof heard,
    ) => void
    listenOn.call(app, where.HUB_HOST, where.HUB_PORT, options, heard)
  })
}

/** uWebSockets.js does not say why, so Node is asked the same. */
async function whyNot({ HUB_HOST: host, HUB_PORT: port }: Where): Promise<Error> {
  const server = createServer().listen({ host, port, exclusive: true })
  const reason = await once(server, 'listening').then(
    () => 'it failed, although nothing stands in the way now',
    (err: NodeJS.ErrnoException) => err.code ?? String(err),
  )
  server.close()
  return cannotListen({ host, port, variables, reason })
}
