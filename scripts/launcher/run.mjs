// Runs a tool to its end: npm, apt, initdb, a migration. Bounded in time, gone when we go. (Parses on Node 12.)
import { spawnBound, killGroup } from './spawn.mjs'
import { Fault } from './faults.mjs'

const keepChars = 200000

/**
 * Resolves to `{code, output, stdout}`: `output` is both streams as they came (their end, if long).
 * `onText` sees each piece as it comes.
 */
export function runTool({ name, file, args, env, cwd, uid, gid, before, stops, timeoutMs, onText }) {
  stops.check()
  return new Promise((resolve, reject) => {
    const child = spawnBound({
      file,
      args,
      env: env || process.env,
      cwd,
      uid,
      gid,
      before,
      signal: 'SIGTERM',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let stdout = ''
    let late = false
    const kill = () => child.pid && killGroup(child.pid)
    const timer = setTimeout(() => {
      late = true
      kill()
    }, timeoutMs)
    const closed = new Promise(done => child.on('close', done))
    const forget = stops.add(
      name,
      () => {
        // A tool has nothing to finish: what it leaves is redone next time.
        if (child.pid) child.kill('SIGTERM')
        const hard = setTimeout(kill, 3000)
        return closed.then(() => clearTimeout(hard))
      },
      kill,
    )
    const keep = text => {
      output = (output + text).slice(-keepChars)
      if (onText) onText(text)
    }
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout = (stdout + text).slice(-keepChars)
      keep(text)
    })
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', error => {
      clearTimeout(timer)
      forget()
      reject(
        error.code === 'ENOENT' ? new Fault(`${file} is not on this machine, but ${name} needs it`) : error,
      )
    })
    child.on('close', code => {
      clearTimeout(timer)
      forget()
      if (child.pid) killGroup(child.pid)
      if (late) reject(new Fault(`${name} did not finish within ${Math.round(timeoutMs / 1000)} s`))
      else resolve({ code: code === null ? 1 : code, output, stdout })
    })
  })
}
