import { CannotStart } from '../cannot-start.ts'
import { createLog } from '../log.ts'
import { runProcess } from '../run-process.ts'

// A small process with one part, for run-process.test.ts. Its argument says how its life goes.
const [how = ''] = process.argv.slice(2)
const say = (text: string) => process.stdout.write(`${text}\n`)

runProcess({
  log: createLog({ name: 'life', level: 'info' }),
  deadlineMs: how === 'stuck-soon' ? 50 : 60_000,
  async start(stops) {
    if (how === 'cannot-start') throw new CannotStart('LIFE_PORT is in use')
    if (how === 'broken-start') throw new Error('a fault of ours')
    process.on('SIGTERM', () => say('saw SIGTERM'))
    const alive = setInterval(() => {}, 1_000)
    stops.add('part', async () => {
      say('part stops')
      if (how.startsWith('stuck')) await new Promise(() => {})
      if (how === 'until-input-ends') for await (const _ of process.stdin);
      clearInterval(alive)
    })
    if (how === 'throws') setImmediate(() => JSON.parse('{'))
    if (how === 'rejects') void Promise.reject(new Error('nobody listens'))
    say('started')
  },
})
