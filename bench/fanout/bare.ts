import { uws } from '#hub/uws.ts'
import { delta, type Fanout, topicNames } from './said.ts'

/** uWebSockets.js's own `publish`: the least that fan-out costs here, to readers of whom it knows nothing. */
export function startBare(): Promise<Fanout> {
  return new Promise((resolve, reject) => {
    const app = uws.App()
    app.ws('/ws', {
      compression: uws.DISABLED,
      idleTimeout: 120,
      sendPingsAutomatically: false,
      message(ws) {
        for (const topic of topicNames) ws.subscribe(topic)
      },
    })
    app.listen('127.0.0.1', 0, socket => {
      if (!socket) return reject(new Error('no port'))
      resolve({
        port: uws.us_socket_local_port(socket),
        publish(tick, topics) {
          for (const topic of topics) {
            app.publish(topic, JSON.stringify({ topic, seq: tick, delta: delta(tick) }))
          }
        },
      })
    })
  })
}
