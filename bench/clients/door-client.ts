import { connect, type Socket } from 'node:net'
import { isIPv4, isIPv6 } from 'node:net'

export type Place = { host: string; port: number }
export type Through = {
  door: 'socks' | 'http'
  port: number
  username: string
  password: string
  to: Place
  /** Sent right behind the request, before it was answered. */
  early: Uint8Array
}
export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
export const authority = ({ host, port }: Place): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`

function sixteen(address: string): Buffer {
  if (address !== '::1') throw new Error('only ::1 is needed here')
  return Buffer.from([...Array<number>(15).fill(0), 1])
}
function socksHello({ username, password, to }: Through): Buffer {
  const [name, secret] = [Buffer.from(username), Buffer.from(password)]
  const host = isIPv4(to.host)
    ? Buffer.from([1, ...to.host.split('.').map(Number)])
    : isIPv6(to.host)
      ? Buffer.concat([Buffer.from([4]), sixteen(to.host)])
      : Buffer.concat([Buffer.from([3, to.host.length]), Buffer.from(to.host)])
  return Buffer.concat([
    Buffer.from([5, 1, 2, 1, name.length]),
    name,
    Buffer.from([secret.length]),
    secret,
    Buffer.from([5, 1, 0]),
    host,
    Buffer.from([to.port >> 8, to.port & 0xff]),
  ])
}
const connectHello = ({ username, password, to }: Through): Buffer =>
  Buffer.from(
    `CONNECT ${authority(to)} HTTP/1.1\r\nHost: ${authority(to)}\r\nProxy-Authorization: ${basic(username, password)}\r\n\r\n`,
  )

/** The length of the door's answer, when it is there and says yes. */
function answered(door: Through['door'], got: Buffer): number | null {
  if (door === 'http') {
    const end = got.indexOf('\r\n\r\n')
    if (end < 0) return null
    if (!got.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) throw new Error(got.toString('latin1'))
    return end + 4
  }
  if (got.length >= 4 && got[3] !== 0) throw new Error(`sign-in refused: ${got[3]}`)
  if (got.length >= 6 && got[5] !== 0) throw new Error(`SOCKS reply ${got[5]}`)
  return got.length < 14 ? null : 14
}

/** A connection to the target through a door, and what the target had already said behind the door's answer. */
export function openThrough(o: Through): Promise<{ socket: Socket; rest: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ socket: Socket; rest: Buffer }>()
  const socket = connect({ port: o.port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }, () => {
    const hello = o.door === 'socks' ? socksHello(o) : connectHello(o)
    socket.write(o.early.length > 0 ? Buffer.concat([hello, o.early]) : hello)
  })
  let got: Buffer = Buffer.alloc(0)
  const fail = (err?: Error) => reject(err ?? new Error('closed before the door answered'))
  const onData = (part: Buffer) => {
    got = got.length > 0 ? Buffer.concat([got, part]) : part
    try {
      const at = answered(o.door, got)
      if (at === null) return
      socket.pause()
      socket.off('data', onData).off('error', fail).off('close', fail).off('end', fail)
      resolve({ socket, rest: got.subarray(at) })
    } catch (err) {
      socket.destroy(err as Error)
    }
  }
  socket.on('data', onData).on('error', fail).on('close', fail).on('end', fail)
  return promise
}
