import { cannotListen } from '#kit/cannot-start.ts'
import { type TemplatedApp, type us_listen_socket, uws } from '../uws.ts'

type Where = { HUB_HOST: string; HUB_PORT: number; HUB_PROCESSES: number }

/** One process wants the port for itself and hears when somebody has it; several share it (SO_REUSEPORT). */
export function listen(app: TemplatedApp, where: Where): Promise<{ port: number; close(): void }> {
  const options = where.HUB_PROCESSES > 1 ? 0 : 1 // LIBUS_LISTEN_DEFAULT, LIBUS_LISTEN_EXCLUSIVE_PORT
  return new Promise((resolve, reject) => {
    const heard = (socket: us_listen_socket | false) => {
      if (!socket) {
        return reject(cannotListen({ host: where.HUB_HOST, port: where.HUB_PORT, variable: 'HUB_PORT' }))
      }
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
