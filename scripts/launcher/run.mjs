// Runs a tool to its end: npm, apt, initdb, a migration. Bounded in time, gone when we go. (Parses on Node 12.)
import { spawnBound, killGroup } from './spawn.mjs'
import { Fault } from './faults.mjs'

const keepChars = 200000

/**
 * Resolves to `{code, output, stdout}`: `output` is both streams as they came (their end, if long).
 * `onText` sees each piece as it comes. `signal` is how it is told to stop.
 */
export function runTool(spec) {
  const { name, file, args, env, cwd, uid, gid, before, stops, timeoutMs, onText } = spec
  // Most tools have nothing to finish: what they leave is redone next time, and npm takes seconds to give up.
  const signal = spec.signal || 'SIGKILL'
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
      signal,
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
        if (signal === 'SIGKILL') kill()
        else if (child.pid) child.kill(signal)
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
