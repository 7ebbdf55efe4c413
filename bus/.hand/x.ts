import { startRedis } from '../testing/redis.ts'
import { connectBus } from '../connect.ts'
import { createLog } from '#kit/log.ts'
import { Redis } from 'ioredis'
const node = await startRedis({ args: ['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'] })
const r = new Redis({ port: node.port, host: '127.0.0.1' })
console.log(await r.call('cluster', 'addslotsrange', 0, 16383)); await new Promise(r => setTimeout(r, 1000)); console.log(await r.call('cluster','info')); r.disconnect()
const bus = await connectBus({ url: `redis+cluster://127.0.0.1:${node.port}`, log: createLog({ name: 'x', level: 'debug' }), name: 'x' })
console.log('up', bus.up)
bus.onChange(u => console.log('CHANGE', u))
await node.kill(); await new Promise(r => setTimeout(r, 2000)); console.log('killed', bus.up)
console.log(await bus.ping().catch(e => e.message))
console.log(await bus.run(r => r.get('a')).catch(e => e.message))
await node.restart(); await new Promise(r => setTimeout(r, 5000)); console.log('back', bus.up)
await bus.close(); await node.stop()
