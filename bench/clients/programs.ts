import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { chromium } from 'playwright'
import { SocksClient } from 'socks'
import type { Program } from './fetch-programs.ts'

/** Where a program finds what it is to fetch. `host` is a name that the agents know. */
export type World = {
  host: string
  http: number
  https: number
  echo: number
  folder: string
  blobBytes: number
}
export type Login = { port: number; username: string; password: string }
/** One way to use a door; it throws when what it got is not what is there. */
export type Use = {
  name: string
  program: 'curl' | 'wget' | 'git' | 'ncat' | 'python3' | 'chromium' | 'socks'
  door: 'socks' | 'http'
  /** It knows no password in SOCKS: it is let in by its address. */
  byAddress?: true
  run(program: Program, login: Login, world: World): Promise<void>
}

const expected = (bytes: number, wanted: number, what: string) => {
  if (bytes !== wanted) throw new Error(`${what}: ${bytes} bytes instead of ${wanted}`)
}
async function ran(it: Program, args: string[], world: World, input?: Uint8Array): Promise<Buffer> {
  const none = {
    http_proxy: '',
    https_proxy: '',
    all_proxy: '',
    no_proxy: '',
    HTTP_PROXY: '',
    HTTPS_PROXY: '',
  }
  const child = spawn(it.file, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: world.folder,
    env: { PATH: process.env['PATH'], ...none, HOME: world.folder, GIT_TERMINAL_PROMPT: '0', ...it.env },
    timeout: 60_000,
  })
  child.stdin.on('error', () => {}).end(input)
  const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0)
    throw new Error(`${it.file} ended with ${child.exitCode}: ${String(err).slice(-300)}`)
  return out
}
const inUrl = ({ port, username, password }: Login, scheme: string) =>
  `${scheme}://${username}:${password}@127.0.0.1:${port}`

const curl = (name: string, door: Use['door'], args: (login: Login, world: World) => string[]): Use => ({
  ...{ name: `curl ${name}`, program: 'curl', door },
  async run(it, login, world) {
    const who = ['--proxy-user', `${login.username}:${login.password}`]
    const out = await ran(it, ['-sS', '--fail', '-k', ...who, ...args(login, world)], world)
    expected(out.length, world.blobBytes, 'the answer')
  },
})
const at = ({ host, http }: World) => `http://${host}:${http}/blob`
const secure = ({ host, https }: World) => `https://${host}:${https}/blob`
const proxy = ({ port }: Login) => `127.0.0.1:${port}`

const wget = (name: string, url: (world: World) => string): Use => ({
  ...{ name: `wget ${name}`, program: 'wget', door: 'http' },
  async run(it, login, world) {
    const ways = ['http_proxy', 'https_proxy'].flatMap(key => ['-e', `${key}=http://${proxy(login)}`])
    const who = [`--proxy-user=${login.username}`, `--proxy-password=${login.password}`]
    const args = [
      '-q',
      '-O',
      '-',
      '--no-check-certificate',
      '-e',
      'use_proxy=yes',
      ...ways,
      ...who,
      url(world),
    ]
    expected((await ran(it, args, world)).length, world.blobBytes, 'the answer')
  },
})

let clones = 0
const git = (name: string, door: Use['door'], scheme: string, url: (world: World) => string): Use => ({
  ...{ name: `git clone ${name}`, program: 'git', door },
  async run(it, login, world) {
    const into = `clone-${clones++}`
    const ways = ['-c', `http.proxy=${inUrl(login, scheme)}`, '-c', 'http.sslVerify=false']
    await ran(it, [...ways, 'clone', '-q', url(world), into], world)
    const head = await ran(it, ['-C', into, 'rev-parse', 'HEAD'], world)
    const wanted = await ran(it, ['-C', 'repository', 'rev-parse', 'HEAD'], world)
    if (!head.equals(wanted)) throw new Error('the clone is another one')
  },
})

const ncat = (type: 'http' | 'socks5'): Use => ({
  ...{ name: `ncat --proxy-type ${type}`, program: 'ncat', door: type === 'http' ? 'http' : 'socks' },
  async run(it, login, world) {
    const who = [
      '--proxy',
      proxy(login),
      '--proxy-type',
      type,
      '--proxy-auth',
      `${login.username}:${login.password}`,
    ]
    const said = Buffer.alloc(70_000, 'ncat')
    // It resolves names itself for SOCKS5, so it is given an address.
    const out = await ran(it, [...who, '127.0.0.1', String(world.echo)], world, said)
    expected(out.length, said.length, 'the echo')
  },
})

const python = (name: string, door: Use['door'], script: string): Use => ({
  ...{ name: `python3 ${name}`, program: 'python3', door },
  async run(it, login, world) {
    const file = join(import.meta.dirname, 'python', script)
    const args = [file, String(login.port), login.username, login.password, world.host]
    const out = await ran(it, [...args, String(world.http), String(world.https)], world)
    expected(Number(String(out)), world.blobBytes, 'the answer')
  },
})

const socks = (name: string, host: (world: World) => string): Use => ({
  ...{ name: `socks package, ${name}`, program: 'socks', door: 'socks' },
  async run(_, login, world) {
    const { socket } = await SocksClient.createConnection({
      proxy: {
        host: '127.0.0.1',
        port: login.port,
        type: 5,
        userId: login.username,
        password: login.password,
      },
      command: 'connect',
      destination: { host: host(world), port: world.echo },
    })
    const said = Buffer.alloc(100_000, 'socks')
    socket.end(said)
    expected((await buffer(socket)).length, said.length, 'the echo')
  },
})

const browser = (name: string, door: Use['door'], url: (world: World) => string): Use => ({
  ...{ name: `Chromium ${name}`, program: 'chromium', door, ...(door === 'socks' && { byAddress: true }) },
  async run(it, login, world) {
    const opened = await chromium.launch({
      ...{ executablePath: it.file, env: { ...process.env, ...it.env } },
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      proxy:
        door === 'socks'
          ? { server: `socks5://${proxy(login)}` }
          : { server: `http://${proxy(login)}`, username: login.username, password: login.password },
    })
    try {
      const page = await opened.newPage({ ignoreHTTPSErrors: true })
      const got = await page.goto(url(world))
      expected((await got!.body()).length, readFileSync(join(world.folder, 'page.html')).length, 'the page')
      const bytes = await page.evaluate(
        'fetch("/blob").then(async it => (await it.arrayBuffer()).byteLength)',
      )
      expected(Number(bytes), world.blobBytes, 'the answer')
    } finally {
      await opened.close()
    }
  },
})

export const uses: Use[] = [
  curl('-x http', 'http', (login, world) => ['-x', `http://${proxy(login)}`, at(world)]),
  curl('-x http, POST', 'http', (login, world) => [
    ...['-x', `http://${proxy(login)}`, '--data-binary', '@blob', at(world)],
  ]),
  curl('-x http -p', 'http', (login, world) => ['-p', '-x', `http://${proxy(login)}`, at(world)]),
  curl('-x http, https', 'http', (login, world) => ['-x', `http://${proxy(login)}`, secure(world)]),
  curl('--socks5-hostname', 'socks', (login, world) => ['--socks5-hostname', proxy(login), at(world)]),
  curl('--socks5-hostname, https', 'socks', (login, world) => [
    '--socks5-hostname',
    proxy(login),
    secure(world),
  ]),
  curl('--socks5', 'socks', (login, world) => [
    ...['--socks5', proxy(login), `http://127.0.0.1:${world.http}/blob`],
  ]),
  wget('http', at),
  wget('https', secure),
  git('http.proxy=http', 'http', 'http', ({ host, http }) => `http://${host}:${http}/repository/.git`),
  git(
    'http.proxy=http, https',
    'http',
    'http',
    ({ host, https }) => `https://${host}:${https}/repository/.git`,
  ),
  git('http.proxy=socks5h', 'socks', 'socks5h', ({ host, http }) => `http://${host}:${http}/repository/.git`),
  ncat('http'),
  ncat('socks5'),
  python('urllib', 'http', 'urllib_http.py'),
  python('urllib, https', 'http', 'urllib_https.py'),
  python('socket', 'socks', 'socks_raw.py'),
  socks('by name', ({ host }) => host),
  socks('IPv4', () => '127.0.0.1'),
  socks('IPv6', () => '::1'),
  browser('http', 'http', ({ host, http }) => `http://${host}:${http}/page.html`),
  browser('http, https', 'http', ({ host, https }) => `https://${host}:${https}/page.html`),
  browser('socks5', 'socks', ({ host, http }) => `http://${host}:${http}/page.html`),
]
