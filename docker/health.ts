import { argv, exit } from 'node:process'

// `node docker/health.ts 8080`: exit 0 when the process on that port of this container says it is alive.
const answer = await fetch(`http://127.0.0.1:${argv[2]}/health`, {
  signal: AbortSignal.timeout(3_000),
}).catch(() => null)
exit(answer?.ok ? 0 : 1)
