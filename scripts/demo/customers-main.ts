import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SocksClient } from 'socks'
import { z } from 'zod'

/*
 * The programs of the demo's customers: each fetches something from the demo's target through one of the doors, waits
 * a while, and goes on. Started by the launcher: `… FILE SOCKS_PORT HTTP_PORT TARGET_PORT`.
 */
const Customers = z.object({ customers: z.array(z.object({ username: z.string(), password: z.string() })) })
const [file = '', socksPort, httpPort, targetPort] = process.argv.slice(2)
const { customers } = Customers.parse(JSON.parse(readFileSync(file, 'utf8')))
const host = '127.0.0.1'
const programsEach = 4

const any = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!
/** Small pages mostly, sometimes a file, sometimes something that stays open. */
const paths = [
  '/',
  '/bytes/4000',
  '/bytes/30000',
  '/bytes/30000',
  '/bytes/400000',
  '/bytes/3000000',
  '/trickle/20',
  '/trickle/90',
]
const words = ['', '', '-country-us', '-country-de', '-country-uz', `-session-cart${process.pid % 10}`]

type Customer = z.infer<typeof Customers>['customers'][number]

function overHttp({ username, password }: Customer, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const authorization = `Basic ${Buffer.from(`${username}${any(words)}:${password}`).toString('base64')}`
  const asked = request({
    host,
    port: Number(httpPort),
    path: `http://${host}:${targetPort}${path}`,
    headers: { host: `${host}:${targetPort}`, 'proxy-authorization': authorization },
  })
  asked.on('response', answer => answer.resume().on('end', resolve).on('error', reject)).on('error', reject)
  asked.end()
  return promise
}

async function overSocks({ username, password }: Customer, path: string): Promise<void> {
  const { socket } = await SocksClient.createConnection({
    proxy: { host, port: Number(socksPort), type: 5, userId: `${username}${any(words)}`, password },
    command: 'connect',
    destination: { host, port: Number(targetPort) },
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.on('error', () => {}).on('close', () => resolve())
  socket.resume()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}:${targetPort}\r\nConnection: close\r\n\r\n`)
  return promise
}

async function program(customer: Customer): Promise<never> {
  for (;;) {
    // What fails is what happens to programs: the next try comes anyway.
    await any([overHttp, overSocks])(customer, any(paths)).catch(() => sleep(2_000))
    await sleep(500 + Math.random() * 4_000)
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
await Promise.all(customers.flatMap(it => Array.from({ length: programsEach }, () => program(it))))
