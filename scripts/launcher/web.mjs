// The panel's files: built when their sources changed, so that a second start does not wait for Vite.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Interrupted, toolFault } from './faults.mjs'
import { inTurn } from './lock.mjs'
import { root, runtimeDir } from './paths.mjs'
import { runTool } from './run.mjs'

const stamp = path.join(runtimeDir, 'web-build')
const index = path.join(root, 'web/dist/index.html')

export async function ensureWeb({ progress, stops, force = false }) {
  const hash = sourcesHash()
  if (!force && isBuilt(hash)) return
  const step = progress.step('web', 'building the panel')
  await inTurn(path.join(runtimeDir, 'web.lock'), 'building the panel', { stops, step }, async () => {
    if (!force && isBuilt(hash)) return
    await buildWeb({ stops, hash })
  })
  step.done('built into web/dist')
}

/**
 * Gives what the tools said; a fault when one of them failed. Whoever builds says of what: else the next start builds the
 * same again, and takes the files away from whoever reads them meanwhile.
 */
export async function buildWeb({ stops, hash = sourcesHash() }) {
  fs.rmSync(stamp, { force: true })
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  const bundle = await run('vite build', [vite, 'build', '--config', 'web/vite.config.ts'], stops)
  const small = await run('compressing the panel', ['web/compress-main.ts'], stops)
  fs.writeFileSync(stamp, hash)
  return bundle + small
}

async function run(name, args, stops) {
  const { code, output } = await runTool({
    name,
    file: process.execPath,
    args,
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stops,
    timeoutMs: 5 * 60_000,
  })
  if (stops.closed) throw new Interrupted()
  if (code === 0) return output
  throw Object.assign(toolFault(`Building the panel failed (${name})`, output), { output })
}

function isBuilt(hash) {
  return fs.existsSync(index) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash
}

function sourcesHash() {
  const hash = createHash('sha256')
  for (const name of ['web', 'protocol']) {
    const dir = path.join(root, name)
    const files = fs.existsSync(dir) ? fs.readdirSync(dir, { recursive: true }).sort() : []
    for (const file of files) {
      if (/^(dist|node_modules)(\/|$)|\.test\.tsx?$/.test(file)) continue
      const at = path.join(dir, file)
      if (fs.statSync(at).isFile()) hash.update(`${name}/${file}\0`).update(fs.readFileSync(at))
    }
  }
  return hash.update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex')
}
