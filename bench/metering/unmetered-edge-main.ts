import { connectBus } from '#bus/connect.ts'
import { createLog } from '#kit/log.ts'
import { runProcess } from '#kit/run-process.ts'
import { createEdge } from '#proxy-edge/app.ts'
import { edgeConfig } from '#proxy-edge/config.ts'
import type { Meter } from '#proxy-edge/metering/meter.ts'

/** An edge that meters nothing: what the real one is compared with. */
const nothing: Meter = { moved: () => {}, write: async () => {}, end: async () => {}, unwritten: 0 }

const config = edgeConfig()
const log = createLog({ name: 'unmetered-edge', level: config.LOG_LEVEL })
runProcess({
  ...{ log, deadlineMs: 10_000 },
  async start(stops) {
    const bus = await connectBus({ url: config.REDIS_URL, log, name: config.EDGE_ID })
    stops.add('redis', () => bus.close())
    stops.add('edge', await createEdge({ config, bus, log, drainMs: 0, makeMeter: () => nothing }))
  },
})
