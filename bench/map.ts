import { measureMap } from './map/measure.ts'
import { machineLine, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- map [nodes] [rows] [seconds] [scrolls] [seed]
 * The live map in a real Chromium that draws with the processor: nodes of which a tenth changes every second, a hand that
 * moves the map all the while, then a list that is scrolled by wheel and by jumps.
 */
const [nodes = 10_000, rows = 50_000, panSeconds = 20, scrolls = 300, seed = 1] = process.argv
  .slice(2)
  .map(Number)
const wish = { nodes, rows, panSeconds, scrolls, seed, share: 0.1 }
const measured = await measureMap(wish)
const over = (all: number[], ms: number) => all.filter(it => it > ms).length
const most = (all: number[]) => Math.round(Math.max(0, ...all))
const spans = ['load', 'rest', 'pan', 'scroll'] as const

printTable(
  [
    '',
    'tasks > 50 ms',
    '> 100 ms',
    'longest',
    'our scripts > 50 ms',
    '> 100 ms',
    'longest',
    'frame: mean, most',
    'update: mean, most',
    'fps',
  ],
  spans.map(name => {
    const { tasks, scripts, spent, frames, seconds } = measured[name]
    const own = scripts.map(it => it.ms)
    const call = (it: { calls: number; ms: number; most: number } | undefined) =>
      it ? `${(it.ms / it.calls).toFixed(1)}, ${it.most.toFixed(0)}` : '–'
    return [
      name,
      ...[tasks, own].flatMap(all => [over(all, 50), over(all, 100), most(all)]),
      call(spent['frame']),
      call(spent['take']),
      (frames / seconds).toFixed(0),
    ]
  }),
)
const slow = spans.flatMap(name =>
  measured[name].scripts.filter(it => it.ms > 50).map(it => `${name}: ${it.who} ${Math.round(it.ms)} ms`),
)
for (const line of slow) console.log(`  ${line}`)
const { frames, blank, pinned, asked } = measured.rows
console.log(
  `${rows} rows, ${scrolls} scrolls: ${blank} blank in ${frames} frames, ${pinned} of them pinned, ${asked} requests`,
)
console.log(
  `${measured.shown} nodes on the map, ready after ${Math.round(measured.load.readyMs)} ms; ${machineLine()}`,
)
writeJson('map', { machine: machineLine(), ...wish, ...measured })
process.exitCode =
  blank === 0 &&
  over(
    measured.pan.scripts.map(it => it.ms),
    100,
  ) === 0
    ? 0
    : 1
