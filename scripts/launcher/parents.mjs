// `kill -9` of npm reaches nobody below it. So each half second we look whether those who started us
// are still there: the Node that re-executed us, and npm with the shell between it and us.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

const everyMs = 500

/** Calls `gone` once when somebody above us has died. */
export function watchParents(gone) {
  const chain = ancestors()
  if (chain.length < 2) return () => {}
  const timer = setInterval(() => {
    if (process.ppid === chain[1] && chain.slice(1, -1).every((pid, i) => parentOf(pid) === chain[i + 2]))
      return
    clearInterval(timer)
    gone()
  }, everyMs)
  return () => clearInterval(timer)
}

/** From us up to npm (or to the Node that re-executed us, without npm); only us when nobody is to be watched. */
function ancestors() {
  const chain = [process.pid]
  let end = 1
  let pid = process.ppid
  for (let level = 0; level < 6 && pid > 1; level++) {
    chain.push(pid)
    if (String(pid) === process.env.TRAFFIX_WATCH_PARENT) end = chain.length
    if (process.env.npm_lifecycle_event && /\bnpm\b/.test(commandOf(pid))) return chain
    pid = parentOf(pid)
  }
  return chain.slice(0, end)
}

export function parentOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The name in parentheses may hold anything, so read from its end.
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    }
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }))
  } catch {
    return 0
  }
}

export function commandOf(pid) {
  try {
    if (process.platform === 'linux')
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', timeout: 5000 })
  } catch {
    return ''
  }
}

export function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** When a process began: a pid that was given to somebody else has another one. */
export function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return ''
  }
}
