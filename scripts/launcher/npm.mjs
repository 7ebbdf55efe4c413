// The npm at hand, or the one in .runtime, run quietly. (Parses on Node 12.)
import fs from 'fs'
import path from 'path'
import { runTool } from './run.mjs'
import { Fault, Interrupted, toolFault } from './faults.mjs'
import { whyUnreachable } from './network.mjs'

/** Retries that give up within half a minute: without a network a person wants to know soon. */
const quiet = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=warn',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]

/** npm's own script, to be run by the Node of our choice; or the command, if only that is to be found. */
export function npmAtHand() {
  const beside = path.resolve(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js')
  const given = process.env.npm_execpath
  const cli = [path.resolve(path.dirname(process.execPath), '../../npm/bin/npm-cli.js'), given, beside].find(
    file => file && file.endsWith('npm-cli.js') && fs.existsSync(file),
  )
  return cli ? { file: process.execPath, args: [cli] } : { file: 'npm', args: [] }
}

/** What npm tells its scripts about itself would confuse an npm of another version. */
export function cleanEnv(env) {
  const clean = {}
  for (const key of Object.keys(env)) {
    if (/^npm_(lifecycle|package|node_execpath|execpath|command)/i.test(key)) continue
    if (
      /^npm_config_(prefix|local_prefix|global_prefix|user_agent|node_gyp|omit|production|only)$/i.test(key)
    )
      continue
    clean[key] = env[key]
  }
  delete clean.NODE_ENV // `production` would leave the tools out that build the panel
  return clean
}

/** Runs npm to its end, or throws the one line that says why it failed. */
export async function npm({ what, args, cwd, stops, onTick }) {
  const run = (name, list, timeoutMs) => runNpm({ name, args: list, cwd, stops, timeoutMs })
  const config = await run('npm config', ['config', 'list', '--json'], 30000)
  const away = await whyUnreachable(readConfig(config.stdout))
  // What was fetched once is in npm's cache: it may be all that is needed.
  const offline = away ? ['--offline'] : []
  const ticker = onTick && setInterval(() => onTick(), 500)
  try {
    const { code, output } = await run(what, args.concat(quiet, offline), 10 * 60 * 1000)
    // On a full disk npm writes half a file, warns, and says that all went well.
    if (code === 0 && !/TAR_ENTRY_ERROR|ENOSPC/.test(output)) return
    throw toolFault(what, away ? `${away} ${output}` : output)
  } finally {
    if (ticker) clearInterval(ticker)
  }
}

function readConfig(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

async function runNpm({ name, args, cwd, stops, timeoutMs }) {
  const { file, args: cli } = npmAtHand()
  const env = cleanEnv(process.env)
  try {
    const result = await runTool({ name, file, args: cli.concat(args), cwd, env, stops, timeoutMs })
    if (stops.closed) throw new Interrupted()
    return result
  } catch (error) {
    if (file === 'npm' && error instanceof Fault && /is not on this machine/.test(error.message)) {
      throw new Fault('npm is not on PATH: install Node.js with npm')
    }
    throw error
  }
}
