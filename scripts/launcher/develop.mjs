// The developers' small commands, under the same Node and packages as everything else.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { Fault } from './faults.mjs'
import { cleanEnv } from './npm.mjs'
import { root } from './paths.mjs'
import { testServers } from './test-servers.mjs'
import { ensureWeb } from './web.mjs'

const killAfterMs = 12_000
/** What is measured in a browser. */
const inBrowser = new Set(['map'])

export async function build({ progress, stops }) {
  await ensureWeb({ progress, stops, force: true })
  return 0
}

export function format({ args, stops }) {
  const names = args.length ? args : ['.']
  return inTerminal(
    [path.join(root, 'node_modules/prettier/bin/prettier.cjs'), '--write', '--log-level=warn', ...names],
    stops,
  )
}

export const bench = context => byName('bench', context)
export const soak = context => byName('bench/soak', context)

/** A device, and many imagined ones: they need an edge, and no server of ours. */
export const agent = ({ args, stops }) => inTerminal([path.join(root, 'node-agent/main.ts'), ...args], stops)
export const fleet = ({ args, stops }) =>
  inTerminal([path.join(root, 'node-agent/fleet/main.ts'), ...args], stops)

/** `npm run bench -- http` runs bench/http.ts, with servers of its own at hand. */
async function byName(folder, context) {
  const [name, ...args] = context.args
  const known = namesIn(folder)
  if (!known.includes(name)) throw new Fault(unknown(folder, name, known))
  await ensureWeb(context)
  const env = await testServers(context)
  if (inBrowser.has(name)) Object.assign(env, await ensureBrowser(context))
  return inTerminal([path.join(root, folder, `${name}.ts`), ...args], context.stops, env)
}

function unknown(folder, name, known) {
  const command = `npm run ${path.basename(folder)} --`
  if (known.length === 0) return `${folder}/ is empty as yet; \`${command} NAME\` runs ${folder}/NAME.ts`
  const what = name === undefined ? 'A name is missing' : `There is no ${folder}/${name}.ts`
  return `${what}: ${known.map(it => `\`${command} ${it}\``).join(' or ')}`
}

function namesIn(folder) {
  const dir = path.join(root, folder)
  const files = fs.existsSync(dir) ? fs.readdirSync(dir) : []
  return files.filter(file => /^[\w-]+\.ts$/.test(file)).map(file => file.slice(0, -3))
}

/** It talks to the person directly; it ends when we do. */
function inTerminal(args, stops, env = {}) {
  stops.check()
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...cleanEnv(process.env), ...env },
  })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', code => resolve(code === null ? 1 : code))
  })
  const kill = () => child.kill('SIGKILL')
  const forget = stops.add(
    path.basename(args[0]),
    () => {
      child.kill('SIGTERM')
      const late = setTimeout(kill, killAfterMs)
      return ended.then(() => clearTimeout(late))
    },
    kill,
  )
  return ended.finally(forget)
}
