// The npm at hand, or the one in .runtime, run quietly. (Parses on Node 12.)
import fs from 'fs'
import path from 'path'
import { runTool } from './run.mjs'
import { Fault, Interrupted, toolFault } from './faults.mjs'

/** Retries that give up within half a minute: without a network a person wants to know soon. */
const quiet = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--loglevel=error',
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

export async function npm({ what, args, cwd, stops, onTick }) {
  const { file, args: cli } = npmAtHand()
  const ticker = onTick && setInterval(onTick, 500)
  try {
    const { code, output } = await runTool({
      name: what,
      file,
      args: cli.concat(args, quiet),
      cwd,
      env: cleanEnv(process.env),
      stops,
      timeoutMs: 10 * 60 * 1000,
    })
    if (code === 0) return
    if (stops.closed) throw new Interrupted()
    throw toolFault(what, output)
  } catch (error) {
    if (file === 'npm' && error instanceof Fault && /is not on this machine/.test(error.message)) {
      throw new Fault('npm is not on PATH: install Node.js with npm')
    }
    throw error
  } finally {
    if (ticker) clearInterval(ticker)
  }
}
