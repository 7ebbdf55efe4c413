import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { selfSigned } from '#node-agent/testing/self-signed.ts'
import { findChromium, findProgram, type Program } from './fetch-programs.ts'
import { type Meter, type Metered, startMeter } from './meter.ts'
import { httpPayload, type Payload, socksPayload } from './payload.ts'
import { type Use, uses, type World } from './programs.ts'
import { listed, loginOf, password, routingOf, routings, type Scene, wentThere } from './scene.ts'

const blobBytes = 54_321

type Run = { use: Use; login: string; routing: string; client: Payload; target: Payload; connections: number }
export type ProgramsResult = {
  /** Programs that are not to be had here, and why. */
  missing: Record<string, string>
  fetches: number
  sessions: number
  client: Payload
  session: Payload
  target: Payload
  faults: string[]
}
/** Logins that this wants of its scene, from which number on. */
export const programUsers = uses.length * routings.length

async function portOf(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A folder of files and its web servers, plain and with TLS, and an echo. */
async function startWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'clients-'))
  writeFileSync(join(folder, 'blob'), Buffer.alloc(blobBytes, 'blob'))
  writeFileSync(join(folder, 'page.html'), '<!doctype html><link rel="icon" href="data:,"><p>A page')
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], {
      ...{ cwd: folder, stdio: 'ignore' },
    })
  git('init', '-q', 'repository')
  git('-C', 'repository', 'commit', '-q', '--allow-empty', '-m', 'first')
  writeFileSync(join(folder, 'repository/file'), 'of a repository')
  git('-C', 'repository', 'add', '.')
  git('-C', 'repository', 'commit', '-q', '-m', 'second')
  git('-C', 'repository', 'update-server-info')
  const listener: RequestListener = (req, res) => {
    req.resume().on('end', () => {
      try {
        const path = normalize(new URL(req.url ?? '', 'http://here').pathname)
        const file = readFileSync(join(folder, path))
        res.setHeader('content-type', path.endsWith('.html') ? 'text/html' : 'application/octet-stream')
        res.end(file)
      } catch {
        res.writeHead(404).end()
      }
    })
  }
  const { key, cert } = selfSigned('four.clients.example')
  const web = [createHttp(listener), createHttps({ key, cert }, listener)] as const
  const echo = createServer({ allowHalfOpen: true }, socket => void socket.on('error', () => {}).pipe(socket))
  const ports = [await portOf(web[0]), await portOf(web[1]), await portOf(echo)] as const
  const meters = [
    await startMeter({ to: ports[0] }),
    await startMeter({ to: ports[1] }),
    await startMeter({ to: ports[2] }),
  ]
  // The echo's meter on IPv6 too: a second door of the same wire.
  const six = createServer({ allowHalfOpen: true }, socket => meters[2]!.accept(socket))
  await portOf(six, '::1', meters[2]!.port)
  const [http, https, echoes] = meters.map(it => it.port)
  const world: World = {
    ...{ host: 'four.clients.example', http: http!, https: https!, echo: echoes!, folder, blobBytes },
  }
  return {
    world,
    meters,
    stop() {
      for (const server of [...web, echo, six]) server.close()
      for (const it of web) it.closeAllConnections()
      for (const meter of meters) meter.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const sum = (all: Payload[]): Payload => ({
  up: all.reduce((bytes, it) => bytes + it.up, 0),
  down: all.reduce((bytes, it) => bytes + it.down, 0),
})
const bytesOf = ({ up, down }: Metered): Payload => ({ up: up.length, down: down.length })

async function settled(meters: Meter[]): Promise<void> {
  for (let tries = 0; meters.some(it => it.open > 0); tries++) {
    if (tries > 1_000) throw new Error('connections stay open')
    await sleep(10)
  }
}

// program --> meter --> door --> real agent --> meter --> server; each with every kind of word behind its login
export async function runPrograms(
  scene: Scene,
  o: { firstUser: number; say(text: string): void },
): Promise<ProgramsResult> {
  const { world, meters, stop } = await startWorld()
  const doors = {
    socks: await startMeter({ to: scene.port('socks') }),
    http: await startMeter({ to: scene.port('http') }),
    byAddress: await startMeter({ to: scene.port('socks'), from: listed.address }),
  }
  const programs: Record<Use['program'], Program | { missing: string }> = {
    ...{
      curl: findProgram('curl'),
      wget: findProgram('wget'),
      git: findProgram('git'),
      ncat: findProgram('ncat'),
    },
    ...{ python3: findProgram('python3'), chromium: await findChromium(), socks: { file: '', env: {} } },
  }
  const missing: Record<string, string> = {}
  const faults: string[] = []
  const runs: Run[] = []
  const heard = scene.records.length
  let user = o.firstUser
  for (const use of uses) {
    const program = programs[use.program]
    if ('missing' in program) {
      missing[use.program] = program.missing
      continue
    }
    for (let kind = 0; kind < (use.byAddress ? 1 : routings.length); kind++) {
      const login = use.byAddress ? listed.login : loginOf(user++)
      const routing = routingOf(kind, user)
      const meter = use.byAddress ? doors.byAddress : doors[use.door]
      await use
        .run(program, { port: meter.port, username: login + routing, password }, world)
        .catch((err: unknown) => faults.push(`${use.name} ${login}${routing}: ${(err as Error).message}`))
      await settled([meter, ...meters])
      const payloads = meter.take().map(use.door === 'socks' ? socksPayload : httpPayload)
      const carried = meters.flatMap(it => it.take())
      runs.push({
        ...{ use, login, routing, client: sum(payloads), target: sum(carried.map(bytesOf)) },
        connections: carried.length,
      })
    }
    o.say(use.name)
  }
  stop()
  for (const meter of Object.values(doors)) meter.stop()
  const sessions = runs.reduce((all, it) => all + it.connections, 0)
  const records = (await scene.hearEnded(heard + sessions, 10_000)).slice(heard)
  for (const { use, login, routing, client, target, connections } of runs) {
    const own = records.filter(it => it.login === login)
    const name = `${use.name} ${login}${routing}`
    const told = sum(own)
    if (connections === 0 || own.length !== connections)
      faults.push(`${name}: ${own.length} sessions of ${connections} connections`)
    if (own.some(it => !wentThere(routing, it))) faults.push(`${name}: went elsewhere`)
    for (const way of ['up', 'down'] as const)
      if (told[way] !== client[way] || told[way] !== target[way])
        faults.push(`${name} ${way}: client ${client[way]}, session ${told[way]}, target ${target[way]}`)
  }
  return {
    ...{ missing, fetches: runs.length, sessions, faults, session: sum(records) },
    ...{ client: sum(runs.map(it => it.client)), target: sum(runs.map(it => it.target)) },
  }
}
