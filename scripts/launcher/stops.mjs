// Whoever starts something adds its stop here; they run in reverse, once. (Parses on Node 12.)
import { Interrupted } from './faults.mjs'

export function createStops() {
  const entries = []
  let closing = null
  const stops = {
    get closed() {
      return closing !== null
    },
    /** `stop` must end by itself within its own deadline; `kill` ends it at once. Gives back a way to forget it. */
    add(name, stop, kill) {
      if (closing) {
        if (kill) kill()
        throw new Interrupted()
      }
      const entry = { name, stop, kill }
      entries.push(entry)
      return () => {
        const at = entries.indexOf(entry)
        if (at >= 0) entries.splice(at, 1)
      }
    },
    /** Called before anything new is started, so that nothing begins while all is being stopped. */
    check() {
      if (closing) throw new Interrupted()
    },
    run(onStop) {
      if (!closing) closing = runAll(entries, onStop)
      return closing
    },
    killAll() {
      for (const entry of entries.slice().reverse()) if (entry.kill) entry.kill()
    },
  }
  return stops
}

async function runAll(entries, onStop) {
  let clean = true
  while (entries.length) {
    const entry = entries[entries.length - 1]
    if (onStop) onStop(entry.name)
    try {
      if ((await entry.stop()) === false) clean = false
    } catch {
      clean = false
    }
    const at = entries.indexOf(entry)
    if (at >= 0) entries.splice(at, 1)
  }
  return clean
}

/**
 * npm passes on a Ctrl-C that the terminal has already sent to all of us, so one key press arrives twice
 * or three times; only a signal after this pause is a second one.
 */
const samePressMs = 700

/** The first signal calls `onFirst`, a second one kills what is left. Gives back a way to let go. */
export function onSignals(stops, onFirst) {
  let first = 0
  const handler = signal => {
    const now = Date.now()
    if (!first) {
      first = now
      onFirst(signal)
    } else if (now - first > samePressMs) {
      stops.killAll()
      process.stdout.write('\n')
      process.exit(1)
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, handler)
  return () => signals.forEach(signal => process.removeListener(signal, handler))
}

/** For work that has nothing to lose: a signal stops it and ends us. */
export function stopOnSignals(stops) {
  return onSignals(stops, () => {
    process.stdout.write('\n')
    stops.run().then(() => process.exit(1))
  })
}
