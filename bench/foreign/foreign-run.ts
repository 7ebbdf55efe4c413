import { spawn } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SocksClient } from 'socks'
import { codeHash, hearEnroll } from '#bus/enrolling.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { Place } from '#protocol/directory.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { startEdgeProcess } from '../proxy/edge-process.ts'
import { end } from '../proxy/processes.ts'
import { buildNode } from './go.ts'

const place: Place = { country: 'us', city: 'New York', lat: 40.7, lon: -74, asn: 7922 }
const password = 'foreign-password'
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('base64url')

export type Foreign = {
  welcomed: string
  pendingCarries: string
  approvedMs: number
  downEqual: boolean
  upEqual: boolean
  together: number
  refused: string
  forbidden: string
  suspendedCarries: string
  tunnelsOpened: number
}

/** A node in another language, with a stock yamux library, from its code to its suspension. */
export async function runForeign(o: {
  downBytes: number
  upBytes: number
  together: number
}): Promise<Foreign> {
  const down = randomBytes(o.downBytes)
  // `d`: all of it, and FIN; `u`: what comes until FIN is answered by its hash.
  const target = createServer({ allowHalfOpen: true }, socket => {
    const hash = createHash('sha256')
    let asked = ''
    socket
      .on('error', () => {})
      .on('data', part => {
        const rest = asked === '' ? part.subarray(1) : part
        asked ||= String.fromCharCode(part[0]!)
        hash.update(rest)
        if (asked === 'd' && part !== rest) socket.end(down)
      })
    socket.on('end', () => void (asked === 'u' && socket.end(hash.digest('base64url'))))
  }).listen(0, '127.0.0.1')
  await once(target, 'listening')
  const { port } = target.address() as AddressInfo
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port: nobody } = closed.address() as AddressInfo
  closed.close()

  const edge = await startEdgeProcess({ id: 'foreign', allow: `127.0.0.1/32:${port},127.0.0.1/32:${nobody}` })
  const none = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  const id = randomUUID()
  let publicKey = ''
  const node = (status: 'pending' | 'approved' | 'suspended') =>
    edge.put({
      ...{
        kind: 'node',
        id,
        publicKey,
        provider: edge.account,
        name: 'a node in Go',
        status,
        score: null,
        verdict: null,
        place,
      },
      policy: defaultPolicy,
    })
  await hearEnroll(edge.bus, ask => {
    publicKey = ask.publicKey
    void node('pending')
  })
  await edge.put(
    {
      ...{
        kind: 'proxyUser',
        id: randomUUID(),
        account: edge.account,
        login: 'foreign',
        secret: sha256(password),
      },
      ...{ allowIps: [], limits: none, enabled: true },
    },
    {
      ...{ kind: 'enrollment', id: randomUUID(), code: codeHash('GO'), usesLeft: 1 },
      expiresAt: Date.now() + 3_600_000,
    },
  )
  await edge.knows()
  const go = spawn(buildNode(edge.dir), [`127.0.0.1:${edge.tunnelPort}`, 'GO'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  go.stdout.on('data', part => (said += String(part)))

  const dial = async (host: string, to: number): Promise<Socket> => {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: '127.0.0.1', port: edge.socksPort, type: 5, userId: 'foreign', password },
      command: 'connect',
      destination: { host, port: to },
    })
    return socket.on('error', () => {})
  }
  /** What the customer is told; empty when the connection is there. */
  const told = (host: string, to: number): Promise<string> =>
    dial(host, to).then(
      socket => (socket.destroy(), ''),
      (err: Error) => err.message.replace(/^.* - /, ''),
    )
  async function all(socket: Socket): Promise<Buffer> {
    const parts: Buffer[] = []
    socket.on('data', part => parts.push(part))
    await once(socket, 'end')
    return Buffer.concat(parts)
  }
  async function download(): Promise<boolean> {
    const socket = await dial('127.0.0.1', port)
    const got = all(socket)
    socket.write('d')
    const equal = (await got).equals(down)
    socket.end()
    return equal
  }
  async function upload(): Promise<boolean> {
    const bytes = randomBytes(o.upBytes)
    const socket = await dial('127.0.0.1', port)
    const answer = all(socket)
    socket.write('u')
    socket.end(bytes)
    return (await answer).toString() === sha256(bytes)
  }

  try {
    await eventually(async () => {
      if (!said.includes('\n')) throw new Error('the node says nothing')
    })
    const welcomed = said.split('\n')[0]!
    const pendingCarries = await told('127.0.0.1', port)
    const approvedAt = performance.now()
    await node('approved')
    await eventually(async () => {
      const why = await told('127.0.0.1', port)
      if (why !== '') throw new Error(why)
    })
    const approvedMs = Math.round(performance.now() - approvedAt)
    const downEqual = await download()
    const upEqual = await upload()
    const many = await Promise.all(Array.from({ length: o.together }, () => upload()))
    const refused = await told('127.0.0.1', nobody)
    const forbidden = await told('127.0.0.2', port)
    await node('suspended')
    let suspendedCarries = ''
    await eventually(async () => {
      suspendedCarries = await told('127.0.0.1', port)
      if (suspendedCarries === '') throw new Error('it carries')
    })
    const metrics = await (await fetch(`http://127.0.0.1:${edge.opsPort}/metrics`)).text()
    const hellos = /hellos_total\{result="welcome"\} (\d+)/.exec(metrics)?.[1]
    return {
      ...{ welcomed, pendingCarries, approvedMs, downEqual, upEqual, refused, forbidden, suspendedCarries },
      ...{ together: many.filter(Boolean).length, tunnelsOpened: Number(hellos) },
    }
  } finally {
    await end(go)
    target.close()
    await edge.stop()
  }
}
