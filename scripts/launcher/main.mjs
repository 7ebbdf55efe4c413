// What each command does. From here on a Node that can run the system runs us.
import { Fault, Interrupted, asFault, tell } from './faults.mjs'
import { ensurePackages } from './packages.mjs'
import { watchParents } from './parents.mjs'
import { createProgress } from './progress.mjs'
import { createStops, onSignals } from './stops.mjs'

/** Each is loaded when it is asked for; those that need packages find them installed. */
const commands = {
  start: () => import('./start.mjs').then(it => it.start),
  dev: () => import('./dev.mjs').then(it => it.dev),
  test: () => import('./test.mjs').then(it => it.test),
  check: () => import('./test.mjs').then(it => it.check),
  e2e: () => import('./test.mjs').then(it => it.e2e),
  lint: () => import('./test.mjs').then(it => it.lint),
  types: () => import('./test.mjs').then(it => it.types),
  build: () => import('./develop.mjs').then(it => it.build),
  format: () => import('./develop.mjs').then(it => it.format),
  bench: () => import('./develop.mjs').then(it => it.bench),
  soak: () => import('./develop.mjs').then(it => it.soak),
  agent: () => import('./develop.mjs').then(it => it.agent),
  fleet: () => import('./develop.mjs').then(it => it.fleet),
}

const endless = ['start', 'dev', 'agent', 'fleet']

/** Resolves to the exit code, when everything it started has ended. */
export async function main([name, ...args]) {
  const load = Object.hasOwn(commands, name ?? '') ? commands[name] : null
  if (!load)
    throw new Fault(`Unknown command ${name ?? '(none)'}: it takes ${Object.keys(commands).join(', ')}`)
  // Whoever reads us may go first (a closed terminal, a killed npm); that must not keep us from stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

  const progress = createProgress(process.stdout)
  const stops = createStops()
  const asked = new Promise(resolve => {
    onSignals(stops, resolve)
    watchParents(() => resolve('parent'))
  })
  const crashed = new Promise((_, reject) => {
    process.on('uncaughtException', reject)
    process.on('unhandledRejection', reject)
  })
  const context = { args, progress, stops, asked }
  const work = async () => {
    await ensurePackages({ progress, stops })
    const run = await load()
    return run(context)
  }
  try {
    const result = await Promise.race([work(), crashed, asked.then(() => new Interrupted())])
    if (!(result instanceof Interrupted)) return result
    await stopAll({ progress, stops })
    // Being stopped is how a server ends; for a test it means that it was not finished.
    return endless.includes(name) ? 0 : 1
  } catch (error) {
    progress.end()
    tell(asFault(error))
    await stopAll({ progress, stops, quiet: true })
    // Whoever reads only the last line of `npm test` reads it here too.
    if (name === 'test') progress.line('0 passed, 1 failed')
    return 1
  } finally {
    await stops.run()
  }
}

async function stopAll({ progress, stops, quiet }) {
  progress.end()
  if (quiet) return stops.run()
  progress.line()
  const step = progress.step('stopping', '')
  const clean = await stops.run(name => step.note(name))
  if (clean) step.done('everything has stopped')
  else step.fail('not everything stopped in time and was killed')
}
