import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type System, until } from './system.ts'

type Demo = { target: string; proxy: { httpPort: number; username: string; password: string } }
export const demoOf = (system: System) =>
  JSON.parse(readFileSync(join(system.dataDir, 'demo.json'), 'utf8')) as Demo

/** A program of a customer's: one request through the HTTP door, of which the body is given piece by piece. */
export function through(system: System, login: string, password: string, path: string) {
  const { target, proxy } = demoOf(system)
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`
  const asked = request({
    host: '127.0.0.1',
    port: proxy.httpPort,
    path: new URL(path, target).href,
    headers: { host: new URL(target).host, 'proxy-authorization': authorization },
    agent: false,
  })
  asked.on('error', () => {})
  asked.end()
  return asked
}

export async function statusOf(system: System, login: string, password: string, path: string) {
  const [answer] = (await once(through(system, login, password, path), 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}

/** A login that this page's customer makes. The edge hears of it a moment after the answer: here it has. */
export async function makeProgram(page: Page, system: System, login: string) {
  const made = await page.request.post(`${system.url}/api/proxy-users`, { data: { login } })
  const { password } = (await made.json()) as { password: string }
  // No target that anything is carried to.
  const refused = 'http://192.168.0.1/'
  await until(
    'the edge knows the login',
    async () => (await statusOf(system, login, password, refused)) === 403,
  )
  return { login, password }
}

/** The whole of it, as curl takes it; answers how long the body was. */
export async function curl(
  system: System,
  { login, password }: { login: string; password: string },
  path: string,
): Promise<number> {
  const [answer] = (await once(through(system, login, password, path), 'response')) as [IncomingMessage]
  let bytes = 0
  for await (const chunk of answer) bytes += (chunk as Buffer).length
  return bytes
}
