import { connectBus } from '#bus/connect.ts'
import { createLog } from '#kit/log.ts'
import { runProcess } from '#kit/run-process.ts'
import { Limits } from '#protocol/limits.ts'
import { createEdge } from './app.ts'
import { edgeConfig } from './config.ts'

const config = edgeConfig()
const log = createLog({ name: 'proxy-edge', level: config.LOG_LEVEL })

runProcess({
  log,
  // It lets sessions finish first.
  deadlineMs: Limits.edgeDrainMs + Limits.stopDeadlineMs,
  async start(stops) {
    const bus = await connectBus({ url: config.REDIS_URL, log, name: config.EDGE_ID })
    stops.add('redis', () => bus.close())
    stops.add('edge', await createEdge({ config, bus, log }))
    log.info({ id: config.EDGE_ID, region: config.EDGE_REGION }, 'edge started')
  },
})
