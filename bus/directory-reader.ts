import { type DirectoryEntry, type DirectoryKind, directoryKinds } from '#protocol/directory.ts'
import { Limits } from '#protocol/limits.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { type DirectorySaid, hearDirectory, readDirectory, readDirectoryMark } from './directory.ts'

export type DirectoryReader = {
  /** Everything was read at least once; from then on it goes on with what it has, whatever becomes of Redis. */
  readonly whole: boolean
  get(kind: DirectoryKind, id: string): DirectoryEntry | undefined
  /** Looks at once whether anything was missed. */
  look(): Promise<void>
  stop(): Promise<void>
}

/**
 * An edge's copy of the directory. What is said on the channel is numbered, and each second the number is looked up:
 * whoever missed something reads it all anew.
 */
export async function createDirectoryReader(
  bus: Bus,
  o: { log: Log; onEntry(entry: DirectoryEntry, before: DirectoryEntry | undefined): void; onWhole?(): void },
): Promise<DirectoryReader> {
  const entries = new Map<DirectoryKind, Map<string, DirectoryEntry>>(
    directoryKinds.map(it => [it, new Map()]),
  )
  let at = { run: '', seq: 0 }
  let whole = false
  let loading: Promise<void> | null = null
  /** Heard while everything is being read: not to be taken for gone. */
  let heard: Set<string> | null = null

  function take(entry: DirectoryEntry): void {
    const kind = entries.get(entry.kind)!
    const before = kind.get(entry.id)
    if (before ? before.revision >= entry.revision : entry.gone) return
    if (entry.gone) kind.delete(entry.id)
    else kind.set(entry.id, entry)
    o.onEntry(entry, before)
  }

  function hear({ run, seq, entries: said }: DirectorySaid): void {
    for (const entry of said) {
      heard?.add(entry.id)
      take(entry)
    }
    // When it does not follow, something was missed: the next look sees it.
    if (run === at.run && seq === at.seq + 1) at.seq = seq
  }

  async function load(mark: { run: string; seq: number }): Promise<void> {
    at = { run: mark.run, seq: mark.seq }
    const meanwhile = (heard = new Set<string>())
    const found = new Set<string>()
    for (const kind of directoryKinds)
      for await (const some of readDirectory(bus, kind))
        for (const entry of some) {
          found.add(entry.id)
          take(entry)
        }
    for (const kind of entries.values())
      for (const entry of kind.values())
        if (!found.has(entry.id) && !meanwhile.has(entry.id))
          take({ ...entry, revision: entry.revision + 1, gone: true })
    heard = null
    if (whole) return
    whole = true
    o.onWhole?.()
  }

  async function look(): Promise<void> {
    try {
      await (loading ??= lookOnce().finally(() => (loading = null)))
    } catch (err) {
      if (!(err instanceof BusDown)) throw err
      at = { run: '', seq: 0 }
      heard = null
    }
  }
  async function lookOnce(): Promise<void> {
    const mark = await readDirectoryMark(bus)
    // An empty one is Redis that has just begun anew: what is known is better.
    if (mark.filled && (mark.run !== at.run || mark.seq !== at.seq)) await load(mark)
  }

  const off = await hearDirectory(bus, hear)
  await look()
  const stop = every(Limits.controlMs / 2, look, { log: o.log, unref: true })
  return {
    get whole() {
      return whole
    },
    get: (kind, id) => entries.get(kind)!.get(id),
    look,
    stop() {
      off()
      return stop()
    },
  }
}
