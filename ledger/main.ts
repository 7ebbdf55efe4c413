import { connectBus } from '#bus/connect.ts'
import { connectDb } from '#db/connect.ts'
import { createLog } from '#kit/log.ts'
import { runProcess } from '#kit/run-process.ts'
import { Limits } from '#protocol/limits.ts'
import { createLedger } from './app.ts'
import { ledgerConfig } from './config.ts'

const config = ledgerConfig()
const log = createLog({ name: 'ledger', level: config.LOG_LEVEL })

runProcess({
  log,
  deadlineMs: Limits.stopDeadlineMs,
  async start(stops) {
    const bus = await connectBus({ url: config.REDIS_URL, log, name: 'ledger' })
    stops.add('redis', () => bus.close())
    const db = await connectDb({ url: config.DATABASE_URL, log, name: 'ledger', poolSize: 5 })
    stops.add('postgres', () => db.close())
    const ledger = await createLedger({ config, bus, db, log })
    stops.add('ledger', ledger)
    log.info({ id: ledger.id }, 'ledger started')
  },
})
