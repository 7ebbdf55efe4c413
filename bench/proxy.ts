import { type Contender, direct, hasSsh, microsocks, sshD } from './proxy/contenders.ts'
import { fetchPeers } from './proxy/debian.ts'
import { ours } from './proxy/ours.ts'
import { end, forked, startLoad, usage } from './proxy/processes.ts'
import { machineLine, median, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- proxy [rounds] [contender,contender]
 * The same load through our edge and agent, `ssh -D` and a local sshd, microsocks, and straight to the target, in one
 * run, in turn. CPU and memory are those of the contender's processes only: edge and agent, ssh and sshd.
 */
const rounds = Number(process.argv[2] ?? 3)
const only = process.argv[3]?.split(',')
const gigabytes = 1
const connections = 4_000
const idleSizes = [2_000, 10_000]

if (!hasSsh()) throw new Error('this bench needs an ssh client')
fetchPeers(['openssh-server', 'microsocks', 'libwrap0'], 'usr/sbin/sshd')
const target = await forked<{ port: number }>('target-main.ts')
const targetPort = target.said.port
const load = startLoad()

type Figures = Record<string, number>

async function speed(it: Contender, streams: number): Promise<Figures> {
  const bytes = Math.round((gigabytes * 1e9) / streams) * streams
  const before = usage(it.pids)
  const { ms } = await load.run<{ ms: number }>({
    do: 'download',
    socks: it.socks,
    targetPort,
    streams,
    bytes,
  })
  const cpu = usage(it.pids).cpuSeconds - before.cpuSeconds
  return { megabytesPerSecond: bytes / 1e3 / ms, cpuSecondsPerGb: cpu / gigabytes }
}
async function connecting(it: Contender): Promise<Figures> {
  const before = usage(it.pids)
  const { ms } = await load.run<{ ms: number }>({
    do: 'connect',
    socks: it.socks,
    targetPort,
    together: 32,
    count: connections,
  })
  const cpu = usage(it.pids).cpuSeconds - before.cpuSeconds
  return { connectionsPerSecond: (connections * 1e3) / ms, cpuMsAConnection: (cpu * 1e3) / connections }
}
const latency = (it: Contender) =>
  load.run<Figures>({ do: 'latency', socks: it.socks, targetPort, rounds: 2_000 })

async function memory(it: Contender, count: number): Promise<Figures> {
  const before = usage(it.pids)
  await load.run({ do: 'open', socks: it.socks, targetPort, count })
  const { rssBytes } = usage(it.pids)
  await load.run({ do: 'close', socks: it.socks, targetPort })
  return { kilobytesASession: (rssBytes - before.rssBytes) / 1e3 / count }
}

const makers: Record<string, () => Promise<Contender> | Contender> = {
  ours: () => ours({ nodes: 1, targetPort }),
  ssh: sshD,
  microsocks,
  direct,
}
const names = Object.keys(makers).filter(it => !only || only.includes(it))
const results = new Map<string, Map<string, number[]>>()
function note(name: string, what: string, figures: Figures): void {
  const all = results.get(name) ?? new Map<string, number[]>()
  results.set(name, all)
  for (const [key, value] of Object.entries(figures))
    all.set(`${what} ${key}`, [...(all.get(`${what} ${key}`) ?? []), value])
}

try {
  const running: [string, Contender][] = []
  for (const name of names) running.push([name, await makers[name]!()])
  for (const [, it] of running) await connecting(it) // warm
  for (let round = 0; round < rounds; round++)
    for (const [name, it] of running) {
      note(name, '1 stream', await speed(it, 1))
      note(name, '16 streams', await speed(it, 16))
      note(name, 'connect', await connecting(it))
      note(name, 'latency', await latency(it))
    }
  for (const [, it] of running) await it.stop()
  // Memory once each, in processes that have not carried anything else.
  for (const name of names.filter(it => it !== 'direct'))
    for (const count of idleSizes) {
      const it = await makers[name]!()
      await load.run({ do: 'connect', socks: it.socks, targetPort, together: 8, count: 200 })
      note(name, `${count} idle`, await memory(it, count))
      await it.stop()
    }
  const keys = [...new Set([...results.values()].flatMap(it => [...it.keys()]))]
  const figure = (name: string, key: string) => {
    const values = results.get(name)?.get(key)
    return values ? median(values).toPrecision(3) : '–'
  }
  printTable(
    ['median of rounds', ...names],
    keys.map(key => [key, ...names.map(name => figure(name, key))]),
  )
  console.log(machineLine())
  writeJson('proxy', {
    rounds,
    machine: machineLine(),
    results: Object.fromEntries([...results].map(([name, all]) => [name, Object.fromEntries(all)])),
  })
} finally {
  await Promise.all([end(load.child), end(target.child)])
}
