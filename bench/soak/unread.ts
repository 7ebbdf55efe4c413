import { Limits } from '#protocol/limits.ts'
import { runUnread } from '../proxy/unread-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- unread [few] [many]
 * Customers who ask for 16 MB each and read nothing, all over one node, and one who reads over the same node. A few are
 * not noticed by the reader; of many the edge holds little for each; when they read on they get all of it.
 */
const [few = 10, many = 150] = process.argv.slice(2).map(Number)
const of = (stopped: number, downloads: number) =>
  runUnread({ stopped, bytes: 16_000_000, downloads, downloadBytes: 200_000_000 })
const a = await of(few, 15)
const b = await of(many, 5)
const verdict = createVerdict()
const speeds = (run: typeof a) =>
  `${run.alone.toFixed(0)} MB/s alone, ${run.beside.toFixed(0)} MB/s beside them`
verdict.line('all of them wait', a.sessions === few && b.sessions === many, `${a.sessions}, ${b.sessions}`)
verdict.line(`${few} do not slow down who reads over the same node`, a.beside > 0.9 * a.alone, speeds(a))
verdict.note(`${many} do`, speeds(b))
verdict.line(
  `512 KB at most are held for each of ${many}`,
  b.heldBytesEach <= Limits.proxySessionBytes,
  `${Math.round(b.heldBytesEach / 1_000)} KB`,
)
verdict.line('who reads on gets all of it', a.whole === few && b.whole === many, `${a.whole}, ${b.whole}`)
console.log(machineLine())
writeJson('soak-unread', { machine: machineLine(), few: a, many: b })
process.exitCode = verdict.exitCode
