// One at a time: a file that names its owner. An owner that was killed leaves the file, not the lock.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from './faults.mjs'
import { alive, startOf } from './parents.mjs'

/** The pid that holds it, or 0 when it is free. */
export function lockedBy(file) {
  try {
    const { pid, start } = JSON.parse(fs.readFileSync(file, 'utf8'))
    return alive(pid) && startOf(pid) === start ? pid : 0
  } catch {
    return 0
  }
}

/** Takes it and gives back its release; the pid of the owner when it is taken. */
export function takeLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  // Written aside and linked: a lock is never seen without its owner's name.
  const aside = `${file}.${process.pid}`
  fs.writeFileSync(aside, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }))
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        fs.linkSync(aside, file)
        return { release: () => fs.rmSync(file, { force: true }) }
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      const pid = lockedBy(file)
      if (pid) return { pid }
      fs.rmSync(file, { force: true })
    }
    return { pid: lockedBy(file) }
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

/** For what two launchers must not do at once but may do in turn: installing, building. */
export async function inTurn(file, what, { stops, step, timeoutMs = 10 * 60_000 }, work) {
  const end = Date.now() + timeoutMs
  for (;;) {
    stops.check()
    const lock = takeLock(file)
    if (lock.release) {
      try {
        return await work()
      } finally {
        lock.release()
      }
    }
    if (Date.now() > end) throw new Fault(`Another launcher (pid ${lock.pid}) is ${what} for too long`)
    step.note(`waiting for another launcher (pid ${lock.pid}) that is ${what}`)
    await sleep(300)
  }
}
