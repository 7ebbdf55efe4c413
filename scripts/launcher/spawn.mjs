// A process that does not outlive us, even if we are killed with SIGKILL. (Parses on Node 12.)
//
//   launcher ── setpriv --pdeathsig (exec) ── the program     Linux: the kernel sends the signal
//   launcher ══ pipe ══ guard ── the program                  elsewhere: the guard sees the pipe close
//
// Each gets a session of its own: a terminal's Ctrl-C then reaches only the launcher, which stops
// things in order, and a group of its own, so that no grandchild is forgotten.
import { spawn, spawnSync } from 'child_process'
import { fileURLToPath } from 'url'
import path from 'path'

const guardFile = path.join(path.dirname(fileURLToPath(import.meta.url)), 'guard.mjs')
let setpriv = null

function hasSetpriv() {
  if (setpriv === null) {
    // busybox has a setpriv without this option, so ask for what is needed.
    const tried =
      process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { timeout: 5000 })
    setpriv = Boolean(tried && tried.status === 0)
  }
  return setpriv
}

/**
 * `before` is a command that wraps the program (`unshare …`). It comes outermost, because a change of
 * credentials clears the death signal. Give `signal` as the program's own way to stop in order.
 */
export function spawnBound({ file, args, env, cwd, uid, gid, before, signal, stdio }) {
  const bound = hasSetpriv()
    ? ['setpriv', '--pdeathsig', signal.replace(/^SIG/, ''), file]
    : [process.execPath, guardFile, signal, file]
  const line = (before || []).concat(bound, args || [])
  const [input, output, errors] = stdio
  const options = {
    cwd,
    env,
    detached: true,
    // The guard lives as long as its stdin is open, that is as long as we do.
    stdio: [hasSetpriv() ? input : 'pipe', output, errors],
  }
  if (uid !== undefined) Object.assign(options, { uid, gid })
  const child = spawn(line[0], line.slice(1), options)
  if (child.stdin) child.stdin.on('error', () => {})
  return child
}

/** Ends what is left of a process group; nothing left is fine. */
export function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}
