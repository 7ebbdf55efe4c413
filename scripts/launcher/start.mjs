// `npm start`: the whole system, until somebody stops it.
import { parseArgs } from 'node:util'
import { tellHow } from './demo.mjs'
import { Fault } from './faults.mjs'
import { startSystem } from './system.mjs'

export function startOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: { fresh: { type: 'boolean' }, 'no-demo': { type: 'boolean' } },
    })
    return { fresh: values.fresh ?? false, noDemo: values['no-demo'] ?? false }
  } catch {
    throw new Fault(`It takes --fresh and --no-demo, not ${args.join(' ')}`)
  }
}

export async function start({ args, progress, stops }) {
  const system = await startSystem({ options: startOptions(args), progress, stops })
  tellHow(system, progress)
  return new Promise(() => {}) // a signal ends it
}
