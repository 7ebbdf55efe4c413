// `npm run dev`: the same system; a changed file restarts the services that use it, and Vite serves the panel.
import fs from 'node:fs'
import path from 'node:path'
import { tellHow } from './demo.mjs'
import { Fault } from './faults.mjs'
import { followLog, lastWords, openLog } from './logs.mjs'
import { root, show } from './paths.mjs'
import { vitePort } from './ports.mjs'
import { runOnce } from './services.mjs'
import { startOptions } from './start.mjs'
import { supervise, untilReady } from './supervise.mjs'
import { startSystem } from './system.mjs'

const settleMs = 150
const vite = path.join(root, 'node_modules/vite/bin/vite.js')
/** Who runs what is in a folder (DESIGN 2). */
const users = {
  protocol: ['hub', 'edge', 'ledger', 'fleet'],
  kit: ['hub', 'edge', 'ledger', 'fleet'],
  bus: ['hub', 'edge', 'ledger'],
  db: ['hub', 'ledger'],
  wire: ['edge', 'fleet'],
  hub: ['hub'],
  'proxy-edge': ['edge'],
  ledger: ['ledger'],
  'node-agent': ['fleet'],
}

export async function dev({ args, progress, stops }) {
  const system = await startSystem({
    options: startOptions(args),
    extraPorts: [vitePort],
    publicUrl: ports => `http://127.0.0.1:${ports.vite}`,
    web: false,
    progress,
    stops,
  })
  const say = text => progress.line(`  ${text}`)
  await startVite({ system, progress, stops, say })
  stops.add('watching', watchServers({ system, stops, say }))
  tellHow(system, progress)
  return new Promise(() => {})
}

async function startVite({ system, progress, stops, say }) {
  const step = progress.step('Vite', 'starting')
  const log = openLog(path.join(system.data, 'logs'), 'vite')
  stops.add(
    "vite's log",
    followLog('vite', log.file, text => /error|warn/i.test(text) && say(text)),
  )
  const { HUB_HOST, HUB_PORT } = system.env
  const env = {
    ...system.env,
    WEB_DEV_PORT: String(system.ports.vite),
    HUB_URL: `http://${HUB_HOST}:${HUB_PORT}`,
  }
  const command = () => ({
    file: process.execPath,
    args: [vite, '--config', 'web/vite.config.ts'],
    cwd: root,
    env,
  })
  const server = supervise({ name: 'vite', command, log, stops, say })
  const probe = () =>
    fetch(`http://127.0.0.1:${system.ports.vite}/`).then(
      answer => answer.ok,
      () => false,
    )
  if (!(await untilReady(server, probe, { stops, timeoutMs: 60_000 }))) {
    throw new Fault(`Vite does not start: ${lastWords(log.file)} (log: ${show(log.file)})`)
  }
  step.done('hot reload, /api and /ws go to the hub')
}

function watchServers({ system, stops, say }) {
  const changed = new Set()
  let timer = null
  const settle = async () => {
    const folders = new Set([...changed].map(file => file.split(path.sep)[0]))
    const migrations = [...changed].some(file => file.startsWith(path.join('db', 'migrations')))
    changed.clear()
    try {
      if (migrations)
        await runOnce({ what: 'Migrating', entry: 'db/migrate-main.ts', env: system.env, stops })
    } catch (error) {
      return say(error.message)
    }
    const names = new Set([...folders].flatMap(folder => users[folder] ?? []))
    const hit = system.services.filter(service => names.has(service.name))
    if (hit.length)
      say(`changed: ${[...folders].join(', ')}; restarting ${hit.map(it => it.name).join(', ')}`)
    for (const service of hit) service.process.restart()
  }
  const watchers = Object.keys(users)
    .filter(folder => fs.existsSync(path.join(root, folder)))
    .map(folder =>
      fs.watch(path.join(root, folder), { recursive: true }, (_, name) => {
        if (!name || !/\.(ts|sql|json)$/.test(name) || name.endsWith('.test.ts')) return
        changed.add(path.join(folder, name))
        clearTimeout(timer)
        timer = setTimeout(settle, settleMs)
      }),
    )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
