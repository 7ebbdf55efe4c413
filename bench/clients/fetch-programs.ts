import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureBrowser } from '../../scripts/launcher/browser.mjs'
import { fetchPeers, peersEnv, peersRoot } from '../proxy/debian.ts'

const packages = {
  ncat: [
    'ncat',
    'libpcap0.8',
    'liblua5.3-0',
    'libibverbs1',
    'libnl-3-200',
    'libnl-route-3-200',
    'libdbus-1-3',
  ],
  curl: ['curl', 'libcurl4'],
  wget: ['wget'],
  git: ['git'],
} as const

export type Program = { file: string; env: Record<string, string> }

/** The machine's own, else one of Debian's packages; null with why when there is none. */
export function findProgram(name: keyof typeof packages | 'python3'): Program | { missing: string } {
  const own = spawnSync(name, ['--version'], { stdio: 'ignore' })
  if (own.status === 0) return { file: name, env: {} }
  if (name === 'python3') return { missing: 'python3 is not on this machine' }
  try {
    fetchPeers(packages[name], `usr/bin/${name}`)
  } catch (err) {
    return { missing: (err as Error).message }
  }
  const file = join(peersRoot, 'usr/bin', name)
  return existsSync(file) ? { file, env: peersEnv } : { missing: 'its package has no such program' }
}

/** The Chromium of the browser tests. */
export async function findChromium(): Promise<Program | { missing: string }> {
  const step = { note() {}, done() {} }
  try {
    const env: Record<string, string> = await ensureBrowser({
      progress: { step: () => step },
      stops: { add: () => () => {}, check() {}, closed: false },
    })
    const { TRAFFIX_CHROMIUM: file = '', ...rest } = env
    return { file, env: rest }
  } catch (err) {
    return { missing: (err as Error).message }
  }
}
