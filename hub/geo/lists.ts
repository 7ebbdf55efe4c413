import { readdir, readFile, stat } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { networkKinds, type NetworkKind, type Seen } from '#protocol/trust/seen.ts'
import { boundsOf, numberOf } from './number.ts'

type Range = { first: bigint; last: bigint; kind: NetworkKind; range: string; list: string }

/** `tor.txt`, `hosting-clouds.txt`: what comes before the first `-` or `.` is the kind. */
const kindOf = (file: string): NetworkKind | null =>
  file.endsWith('.txt') ? (networkKinds.find(it => new RegExp(`^${it}[-.]`).test(file)) ?? null) : null

/** Faults that are told of one file by their line; the others are counted. */
const faultsTold = 5
/** Between two turns of the loop. */
const linesAtOnce = 5_000

/**
 * Known ranges, from a folder of files with a network or an address a line (`#` begins a comment). Read anew when
 * something in the folder has changed; a line that is none is told by file and number, and the others hold.
 */
export function createLists({ folder, log }: { folder: string | null; log: Log }) {
  let ranges: Record<4 | 6, Range[]> = { 4: [], 6: [] }
  let lookedAt = ''
  let readAt = ''
  let fault = ''

  /** As of a database: a file that is being written is waited for. */
  async function look(settled = false): Promise<boolean> {
    if (folder === null) return false
    try {
      const files = (await readdir(folder)).filter(it => kindOf(it) !== null).sort()
      const stats = await Promise.all(files.map(it => stat(join(folder, it))))
      const now = files.map((it, i) => `${it} ${stats[i]!.size} ${stats[i]!.mtimeMs}`).join(', ')
      const still = settled || now === lookedAt
      lookedAt = now
      if (!still || now === readAt) return false
      const all: Range[] = []
      for (const file of files)
        for await (const some of parseList(file, await readFile(join(folder, file), 'utf8'), log)) {
          all.push(...some)
          if (all.length > Limits.networkRanges)
            throw new Error(`${folder} has more than ${Limits.networkRanges} networks`)
        }
      readAt = now
      ranges = {
        4: sorted(all.filter(it => !it.range.includes(':'))),
        6: sorted(all.filter(it => it.range.includes(':'))),
      }
      fault = ''
      log.info({ files, ranges: all.length }, 'lists of networks were loaded')
      return true
    } catch (err) {
      const { message } = err as Error
      if (message !== fault) log.error({ fault: message }, 'NETWORK_LISTS cannot be used')
      fault = message
      return false
    }
  }

  return {
    look,
    find(address: string): Seen['range'] {
      const number = numberOf(address)
      if (number === null) return null
      const list = ranges[isIPv4(address) ? 4 : 6]
      let [low, high] = [0, list.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (list[middle]!.first <= number) low = middle + 1
        else high = middle
      }
      const found = list[low - 1]
      return found && found.last >= number ? { kind: found.kind, range: found.range, list: found.list } : null
    },
  }
}
export type Lists = ReturnType<typeof createLists>

/** By their beginning, and none within another: where they overlap the wider one holds. */
function sorted(ranges: Range[]): Range[] {
  ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.last > b.last ? -1 : 1))
  const kept: Range[] = []
  for (const range of ranges) if (!(kept.at(-1) && kept.at(-1)!.last >= range.last)) kept.push(range)
  return kept
}

/** Some at a time: nobody waits for a long list. */
async function* parseList(file: string, text: string, log: Pick<Log, 'warn'>): AsyncGenerator<Range[]> {
  const kind = kindOf(file)!
  const lines = text.split('\n')
  let faults = 0
  for (let from = 0; from < lines.length; from += linesAtOnce) {
    const ranges: Range[] = []
    for (const [i, line] of lines.slice(from, from + linesAtOnce).entries()) {
      const range = line.replace(/[#;].*/, '').trim()
      if (range === '') continue
      const parsed = boundsOf(range)
      if (parsed) {
        const { first, last } = parsed
        ranges.push({ first, last, kind, range: range.slice(0, 60), list: file.slice(0, 80) })
      } else if (faults++ < faultsTold)
        log.warn({ file, line: from + i + 1 }, 'a line is no network: 192.0.2.0/24 is one')
    }
    yield ranges
    await new Promise(go => setImmediate(go))
  }
  if (faults > faultsTold) log.warn({ file, lines: faults }, 'so many lines are no networks')
}
