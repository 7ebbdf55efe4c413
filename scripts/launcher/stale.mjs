// Ends a server of ours that outlived a killed launcher, and only that: a pid alone proves nothing.
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { alive, commandOf } from './parents.mjs'

/** `signals` are tried in turn, each with the given patience, while the process lives. */
export async function endStale(pid, isOurs, signals) {
  if (!pid || !alive(pid) || !isOurs(pid)) return
  for (const [signal, patienceMs] of signals) {
    try {
      process.kill(pid, signal)
    } catch {
      return // it went by itself
    }
    const end = Date.now() + patienceMs
    while (alive(pid) && Date.now() < end) await sleep(50)
    if (!alive(pid)) return
  }
}

/** A server whose command line names our file or folder. */
export function runsWith(program, file) {
  return pid => {
    const command = commandOf(pid)
    return program.test(command) && command.includes(file)
  }
}

export function pidIn(file) {
  try {
    return Number.parseInt(fs.readFileSync(file, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}
