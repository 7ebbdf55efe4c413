// PostgreSQL refuses to run as root. This finds a user that it may be, without making one.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Fault } from './faults.mjs'
import { show } from './paths.mjs'

const nobody = { uid: 65534, gid: 65534 }
/** In a namespace of its own the same user is called nobody: a name that every system knows. */
const userns = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`]

/**
 * `{}` for an ordinary user; in a namespace, if they have no name (a container's `--user 12345`), for
 * initdb insists on one. For root: nobody, if nobody may reach the programs and the data; else root in a
 * namespace (a clone under a 0700 home).
 */
export function postgresUser(bin, parent) {
  if (process.getuid() !== 0) return hasName() ? {} : { before: userns }
  if (reaches(bin, nobody) && reaches(parent, nobody)) return nobody
  if (spawnSync(userns[0], [...userns.slice(1), 'true'], { timeout: 5000 }).status === 0)
    return { before: userns }
  throw new Fault(
    `PostgreSQL does not run as root, and no other user may enter ${show(parent)}: ` +
      'use a clone outside of root’s home, or set DATABASE_URL',
  )
}

function hasName() {
  try {
    return Boolean(os.userInfo().username)
  } catch {
    return false
  }
}

function reaches(dir, user) {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...user, timeout: 5000 })
  return tried.status === 0
}

/** Makes the data folder that user's. In a user namespace root's files are that user's. */
export function ownData(dir, user) {
  if (!fs.existsSync(dir)) return
  const { uid: owner } = fs.statSync(dir)
  const wanted = user.uid ?? process.getuid()
  if (owner === wanted) return
  if (process.getuid() !== 0) {
    throw new Fault(
      `${show(dir)} belongs to another user (uid ${owner}): start as that user, or as root with --fresh`,
    )
  }
  chown(dir, wanted, user.gid ?? process.getgid())
}

function chown(at, uid, gid) {
  fs.lchownSync(at, uid, gid)
  if (!fs.lstatSync(at).isDirectory()) return
  for (const name of fs.readdirSync(at)) chown(path.join(at, name), uid, gid)
}
