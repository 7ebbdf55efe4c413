import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../.runtime/peers')
export const peersRoot = join(folder, 'root')
/** Its programs find their libraries here. */
export const peersEnv = {
  LD_LIBRARY_PATH: ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu']
    .map(it => join(peersRoot, it))
    .join(':'),
}

/** Programs of the system's own package archive, unpacked beside the runtime: nothing is installed. */
export function fetchPeers(names: readonly string[], proof: string): void {
  if (existsSync(join(peersRoot, proof))) return
  for (const it of ['state/lists/partial', 'cache/archives/partial', 'deb', 'root'])
    mkdirSync(join(folder, it), { recursive: true })
  const options = [
    `Dir::State=${folder}/state`,
    `Dir::State::Lists=${folder}/state/lists`,
    `Dir::Cache=${folder}/cache`,
    'Dir::State::status=/var/lib/dpkg/status',
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
  ].flatMap(it => ['-o', it])
  const run = (file: string, args: string[], cwd = folder) => {
    const { status, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8', timeout: 300_000 })
    if (status !== 0)
      throw new Error(`${file} ${args.at(-1)}: ${stderr?.trim().split('\n').at(-1) ?? status}`)
  }
  run('apt-get', [...options, '-q', 'update'])
  run('apt-get', [...options, '-q', 'download', ...names], join(folder, 'deb'))
  for (const deb of readdirSync(join(folder, 'deb'))) run('dpkg', ['-x', join(folder, 'deb', deb), peersRoot])
}
