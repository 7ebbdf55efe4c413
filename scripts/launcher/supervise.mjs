// Keeps a process running: restarted when it dies, with a growing delay, until it is told to stop.
//
//   start ─> running ──dies──> waiting ──> running …        stop ─> signal ─> (deadline) SIGKILL
import { setTimeout as sleep } from 'node:timers/promises'
import { killGroup, spawnBound } from './spawn.mjs'

const firstDelayMs = 100
const maxDelayMs = 5_000
const steadyMs = 30_000
const usualStopMs = 12_000
/** Before it was ready once, a process that dies so often will not come up. */
const firstTries = 4
export const badConfig = 78

/**
 * `command` gives `{file, args, env, cwd, uid?, gid?, before?}`; `prepare` runs before every start.
 * `say` gets a line when it died or came back.
 */
export function supervise({
  name,
  command,
  prepare,
  signal = 'SIGTERM',
  stopMs = usualStopMs,
  log,
  stops,
  say,
}) {
  let child = null
  let exited = Promise.resolve()
  let wanted = true
  let ready = false
  let delay = firstDelayMs
  let tries = 0
  let failure = null
  let wake = () => {}

  async function run() {
    for (;;) {
      if (!wanted) return
      const startedAt = Date.now()
      const result = await once()
      if (!wanted) return
      if (!ready && (result.code === badConfig || ++tries >= firstTries)) {
        failure = result
        return
      }
      if (result.asked) continue
      if (Date.now() - startedAt > steadyMs) delay = firstDelayMs
      if (ready)
        say(`${name} ended (${result.signal ?? `status ${result.code}`}); starting it again in ${delay} ms`)
      await Promise.race([sleep(delay), new Promise(resolve => (wake = resolve))])
      delay = Math.min(delay * 2, maxDelayMs)
    }
  }

  async function once() {
    try {
      await prepare?.()
      if (!wanted || stops.closed) return { code: 0 }
      const spec = command()
      child = spawnBound({ ...spec, signal, stdio: ['ignore', log.fd, log.fd] })
    } catch (error) {
      return { code: 1, error }
    }
    const started = child
    exited = new Promise(resolve => {
      started.on('error', error => resolve({ code: 1, error }))
      started.on('exit', (code, killedBy) => resolve({ code, signal: killedBy, asked: started.asked }))
    })
    const result = await exited
    if (started.pid) killGroup(started.pid) // workers that its death left behind
    child = null
    return result
  }

  const kill = () => {
    wanted = false
    if (child?.pid) killGroup(child.pid)
  }

  async function stop() {
    wanted = false
    wake()
    const last = child
    if (!last) return true
    last.kill(signal)
    const late = setTimeout(kill, stopMs)
    await exited
    clearTimeout(late)
    if (last.signalCode === 'SIGKILL') say(`${name} did not stop within ${stopMs / 1000} s and was killed`)
    return last.signalCode !== 'SIGKILL'
  }

  stops.add(name, stop, kill)
  const running = run()
  return {
    name,
    log,
    stop,
    running,
    get pid() {
      return child?.pid ?? null
    },
    /** `{code, signal?, error?}` once it has given up before it was ever ready. */
    get failure() {
      return failure
    },
    markReady() {
      ready = true
    },
    /** For the developers' loop: stops it in order and starts it anew. */
    restart() {
      delay = firstDelayMs
      if (!child) return wake()
      const old = child
      old.asked = true
      old.kill(signal)
      setTimeout(() => child === old && old.pid && killGroup(old.pid), stopMs).unref()
    },
  }
}

/** Waits until `probe` is content; false when the process gave up or the time is over. */
export async function untilReady(process, probe, { stops, timeoutMs, everyMs = 100 }) {
  const end = Date.now() + timeoutMs
  while (Date.now() < end && !process.failure) {
    stops.check()
    if (process.pid && (await probe())) {
      process.markReady()
      return true
    }
    await sleep(everyMs)
  }
  return false
}
