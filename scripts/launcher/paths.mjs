// Where things are. (Parses on Node 12.)
import { fileURLToPath } from 'url'
import path from 'path'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
/** What was fetched for this machine: a Node, a Redis, a browser. Safe to delete. */
export const runtimeDir = path.join(root, '.runtime')
export const launchFile = path.join(root, 'scripts/launch.mjs')

/** What the running system keeps. `TRAFFIX_DATA` moves it. */
export function dataDir(env) {
  return path.resolve(root, env.TRAFFIX_DATA || '.data')
}

/** A path as a person at the project's root would type it. */
export function show(file) {
  const relative = path.relative(root, file)
  return relative && !relative.startsWith('..') ? relative : file
}
