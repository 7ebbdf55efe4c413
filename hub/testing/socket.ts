import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import type { ToBrowser } from '#protocol/socket.ts'
import { socketProtocol } from '#protocol/socket.ts'

type Message = ToBrowser & Record<string, any>

/** A socket of a program: what came in is kept in order, and can be waited for. */
export async function openSocket(
  url: string,
  headers: Record<string, string>,
  protocols: string[] = [socketProtocol],
) {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, protocols, { headers })
  const inbox: Message[] = []
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const go of waiting) go()
    waiting.clear()
  }
  let closed: { code: number; reason: string } | null = null
  ws.on('message', data => {
    const frame = JSON.parse((data as Buffer).toString()) as Message | Message[]
    inbox.push(...(Array.isArray(frame) ? frame : [frame]))
    wake()
  })
  ws.on('close', (code, reason) => {
    closed = { code, reason: String(reason) }
    wake()
  })
  let ids = 0

  async function until<T>(look: () => T | undefined | null): Promise<T> {
    for (;;) {
      const found = look()
      if (found) return found
      if (closed) throw new Error(`the socket closed with ${closed.code} ${closed.reason}`)
      await new Promise<void>(go => waiting.add(go))
    }
  }
  await once(ws, 'open')

  return {
    ws,
    inbox,
    /** The first message that fits, taken out of the inbox. */
    next: (fits: (m: Message) => boolean) =>
      until(() => {
        const at = inbox.findIndex(fits)
        return at < 0 ? undefined : inbox.splice(at, 1)[0]
      }),
    closed: () => until(() => closed),
    async command(command: Record<string, unknown>): Promise<any> {
      const id = ++ids
      ws.send(JSON.stringify({ id, ...command }))
      return await this.next(m => 're' in m && m.re === id)
    },
    close: () => ws.terminate(),
  }
}

/** What the hub answers to a handshake that it does not let in. */
export async function refusedUpgrade(url: string, headers: Record<string, string>, protocols: string[] = []) {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws`, protocols, { headers })
  ws.on('error', () => undefined)
  const [, response] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  const body = JSON.parse(text) as { error: { code: string } }
  return { status: response.statusCode, headers: response.headers, body }
}
