import { request } from 'node:http'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { SocksClient } from 'socks'
import { Limits } from '#protocol/limits.ts'
import { type ProxyErrorCode, proxyErrorCodes, proxyErrors } from '#protocol/proxy-errors.ts'
import { Choice } from '#protocol/routing.ts'
import type { ProxyTest } from '#protocol/rest/proxy.ts'

type Trial = { via: ProxyTest['via']; password: string; url: string; timeoutMs?: number }
const answerBytes = 64 * 1024

class Refused extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const timedOut = () => new Refused('target_timeout', proxyErrors.target_timeout.text)

/** Connects as a customer's program does, fetches the test page, and tells what happened and how long it took. */
export async function tryProxy({
  via,
  password,
  url,
  timeoutMs = Limits.proxyTestMs,
}: Trial): Promise<ProxyTest> {
  const startedAt = performance.now()
  const since = () => Math.round((performance.now() - startedAt) * 10) / 10
  const tried: ProxyTest = {
    ...{ ok: false, via, target: url, connectMs: null, firstByteMs: null, totalMs: 0 },
    ...{ status: null, bytes: 0, session: null, node: null, choice: null, error: null },
  }
  const signal = AbortSignal.timeout(timeoutMs)
  let socket: Socket | undefined
  try {
    const { protocol, hostname, port, pathname } = new URL(url)
    const secure = protocol === 'https:'
    const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)) }
    const opened =
      via.door === 'http'
        ? await overHttp(via, password, target, signal)
        : await overSocks(via, password, target, timeoutMs)
    socket = opened.socket
    Object.assign(tried, opened.told)
    tried.connectMs = since()
    const through = secure ? connectTls({ socket, servername: target.host }) : socket
    const { status, bytes } = await fetchPage(
      through,
      { host: new URL(url).host, path: pathname },
      signal,
      () => {
        tried.firstByteMs ??= since()
      },
    )
    Object.assign(tried, { status, bytes, ok: status < 500 })
  } catch (err) {
    tried.error =
      err instanceof Refused
        ? { code: err.code, message: err.message }
        : { code: 'edge_unreachable', message: (err as Error).message }
  } finally {
    socket?.destroy()
  }
  tried.totalMs = since()
  return tried
}

type Target = { host: string; port: number }
/** What the edge told of the session; over SOCKS it cannot. */
type Told = Pick<ProxyTest, 'session' | 'node' | 'choice'>
type Opened = { socket: Socket; told: Partial<Told> }

function overHttp(
  via: ProxyTest['via'],
  password: string,
  { host, port }: Target,
  signal: AbortSignal,
): Promise<Opened> {
  const { promise, resolve, reject } = Promise.withResolvers<Opened>()
  const authorization = `Basic ${Buffer.from(`${via.username}:${password}`).toString('base64')}`
  const path = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const asked = request({
    ...{ host: via.host, port: via.port, method: 'CONNECT', path, signal, agent: false },
    headers: { host: path, 'proxy-authorization': authorization },
  })
  asked.on('connect', (answer, socket) => {
    const told = (name: string) => answer.headers[`x-traffix-${name}`]?.toString() ?? null
    if (answer.statusCode === 200) {
      const choice = Choice.safeParse(parseJson(told('choice'))).data ?? null
      return resolve({
        socket,
        told: { session: told('session'), node: told('node'), choice },
      })
    }
    socket.destroy()
    const code = answer.headers['x-traffix-error']?.toString() ?? ''
    const details = /details="((?:[^"\\]|\\.)*)"/.exec(answer.headers['proxy-status']?.toString() ?? '')?.[1]
    reject(
      new Refused(isCode(code) ? code : 'edge_unreachable', details?.replace(/\\(.)/g, '$1') ?? textOf(code)),
    )
  })
  asked.on('error', err => reject(signal.aborted ? timedOut() : err))
  asked.end()
  return promise
}
function parseJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
const isCode = (code: string): code is ProxyErrorCode => (proxyErrorCodes as string[]).includes(code)
const textOf = (code: string): string =>
  isCode(code) ? proxyErrors[code].text : 'the edge answered something else'

/** SOCKS tells less: a reply stands for several reasons, and the first of them is named. */
async function overSocks(
  via: ProxyTest['via'],
  password: string,
  destination: Target,
  timeout: number,
): Promise<Opened> {
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: via.host, port: via.port, type: 5, userId: via.username, password },
      command: 'connect',
      destination,
      timeout,
    })
    return { socket, told: {} }
  } catch (err) {
    const { message } = err as Error
    if (/authentication failed/i.test(message))
      throw new Refused('bad_credentials', proxyErrors.bad_credentials.text)
    // As `socks` words it: `Socks5 proxy rejected connection - HostUnreachable`, and of its own clock.
    const code = message.endsWith('timed out')
      ? 'target_timeout'
      : replies[/rejected connection - (\w+)$/.exec(message)?.[1] ?? '']
    if (code) throw new Refused(code, proxyErrors[code].text)
    throw err
  }
}
const replies: Record<string, ProxyErrorCode> = {
  Failure: 'no_node',
  NotAllowed: 'forbidden_target',
  HostUnreachable: 'target_unreachable',
  NetworkUnreachable: 'target_unreachable',
  ConnectionRefused: 'target_refused',
  TTLExpired: 'target_timeout',
}

function fetchPage(
  socket: Socket,
  { host, path }: { host: string; path: string },
  signal: AbortSignal,
  onFirst: () => void,
): Promise<{ status: number; bytes: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; bytes: number }>()
  const asked = request({
    createConnection: () => socket,
    host,
    path,
    signal,
    headers: { host, connection: 'close' },
  })
  asked.on('response', answer => {
    onFirst()
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > answerBytes) answer.destroy()
    })
    answer.on('close', () => {
      if (answer.complete || bytes > answerBytes) resolve({ status: answer.statusCode ?? 0, bytes })
      else reject(signal.aborted ? timedOut() : new Refused('node_lost', 'the answer broke off'))
    })
  })
  asked.on('error', err =>
    reject(signal.aborted ? timedOut() : new Refused('target_unreachable', err.message)),
  )
  asked.end()
  return promise
}
