import { readdir, readFile, stat } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import type { Log } from '#kit/log.ts'
import { networkKinds, type NetworkKind, type Seen } from '#protocol/trust/seen.ts'
import { boundsOf, numberOf } from './number.ts'

type Range = { first: bigint; last: bigint; kind: NetworkKind; range: string; list: string }

/** `tor.txt`, `hosting-clouds.txt`: what comes before the first `-` or `.` is the kind. */
const kindOf = (file: string): NetworkKind | null =>
  file.endsWith('.txt') ? (networkKinds.find(it => new RegExp(`^${it}[-.]`).test(file)) ?? null) : null

/** Faults that are told of one file. */
const faultsTold = 5

/**
 * Known ranges, from a folder of files with a network or an address a line (`#` begins a comment). Read anew when
 * something in the folder has changed; a line that is none is told by file and number, and the others hold.
 */
export function createLists({ folder, log }: { folder: string | null; log: Log }) {
  let ranges: Record<4 | 6, Range[]> = { 4: [], 6: [] }
  let readAt = ''
  let fault = ''

  async function look(): Promise<boolean> {
    if (folder === null) return false
    try {
      const files = (await readdir(folder)).filter(it => kindOf(it) !== null).sort()
      const stats = await Promise.all(files.map(it => stat(join(folder, it))))
      const now = files.map((it, i) => `${it} ${stats[i]!.size} ${stats[i]!.mtimeMs}`).join(', ')
      if (now === readAt) return false
      readAt = now
      const all: Range[] = []
      for (const file of files) all.push(...parseList(file, await readFile(join(folder, file), 'utf8'), log))
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

export function parseList(file: string, text: string, log: Pick<Log, 'warn'>): Range[] {
  const kind = kindOf(file)
  if (kind === null) return []
  const ranges: Range[] = []
  let faults = 0
  for (const [i, line] of text.split('\n').entries()) {
    const range = line.replace(/[#;].*/, '').trim()
    if (range === '') continue
    const parsed = boundsOf(range)
    if (parsed)
      ranges.push({
        first: parsed.first,
        last: parsed.last,
        kind,
        range: range.slice(0, 60),
        list: file.slice(0, 80),
      })
    else if (faults++ < faultsTold)
      log.warn({ file, line: i + 1 }, 'a line is no network: 192.0.2.0/24 is one')
  }
  return ranges
}
