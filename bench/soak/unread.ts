import { Limits } from '#protocol/limits.ts'
import { runUnread } from '../proxy/unread-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- unread [customers]
 * Customers who ask for 16 MB each and read nothing, all over one node, and one who reads over the same node. The edge
 * holds little for each, the reader does not notice them, and when they read on they get all of it. So few that the
 * kernel does not get short of memory for sockets (`tcp_mem`): it takes many megabytes for each, and then slows down all.
 */
const [stopped = 50] = process.argv.slice(2).map(Number)
const run = await runUnread({ stopped, bytes: 16_000_000, downloads: 5, downloadBytes: 200_000_000 })
const verdict = createVerdict()
const megabytes = (n: number) => `${n.toFixed(0)} MB/s`
verdict.line('all of them wait', run.sessions === stopped, run.sessions)
verdict.line(
  '512 KB at most are held for each',
  run.heldBytesEach <= Limits.proxySessionBytes,
  `${Math.round(run.heldBytesEach / 1_000)} KB`,
)
verdict.line(
  'who reads over the same node is not slowed down by a tenth',
  run.beside > 0.9 * run.alone,
  `${megabytes(run.alone)} alone, ${megabytes(run.beside)} beside them`,
)
verdict.line('who reads on gets all of it', run.whole === stopped, run.whole)
console.log(machineLine())
writeJson('soak-unread', { machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
