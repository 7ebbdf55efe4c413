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
const over = (tasks: number[], ms: number) => tasks.filter(it => it > ms).length
const longest = (tasks: number[]) => Math.round(Math.max(0, ...tasks))
const own = (spent: Record<string, { most: number; ms: number; calls: number }>, name: string) => {
  const it = spent[name]
  return it ? `${(it.ms / it.calls).toFixed(1)} / ${it.most.toFixed(0)}` : '–'
}
const fps = (it: { frames: number; seconds: number }) => (it.frames / it.seconds).toFixed(0)

printTable(
  ['', 'tasks over 50 ms', 'over 100 ms', 'longest', 'frame ms: mean / most', 'update ms', 'frames a second'],
  [
    ...(['rest', 'pan'] as const).map(name => {
      const it = measured[name]
      const { tasks, spent } = it
      return [
        name,
        over(tasks, 50),
        over(tasks, 100),
        longest(tasks),
        own(spent, 'frame'),
        own(spent, 'take'),
        fps(it),
      ]
    }),
    [
      'load',
      over(measured.load.tasks, 50),
      over(measured.load.tasks, 100),
      longest(measured.load.tasks),
      own(measured.load.spent, 'frame'),
      own(measured.load.spent, 'take'),
      '',
    ],
    [
      'scroll',
      over(measured.rows.tasks, 50),
      over(measured.rows.tasks, 100),
      longest(measured.rows.tasks),
      '',
      '',
      '',
    ],
  ],
)
const { frames, blank, pinned, asked } = measured.rows
console.log(
  `${rows} rows, ${scrolls} scrolls: ${blank} blank in ${frames} frames, ${pinned} of them pinned, ${asked} requests`,
)
console.log(
  `${measured.shown} nodes on the map, ready after ${Math.round(measured.load.readyMs)} ms; ${machineLine()}`,
)
writeJson('map', { machine: machineLine(), ...wish, ...measured })
process.exitCode = blank === 0 && over(measured.pan.tasks, 100) === 0 ? 0 : 1
