import { appendFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { addEnded } from '#bus/ended.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { SessionRecord } from '#protocol/session-record.ts'

const chunkRecords = 200

/**
 * Sessions that have ended, on their way to the ledger: each second to the stream in Redis. While Redis is away they
 * go to a file, so that an edge that is restarted meanwhile says them too; in order, once Redis is back.
 */
export async function createEnded(bus: Bus, { folder, log }: { folder: string; log: Log }) {
  const file = join(folder, 'ended.jsonl')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  let waiting: SessionRecord[] = []
  /** Records in the file: said before those that wait. */
  let spooled = await countSpooled()
  let dropped = 0
  let flushing: Promise<void> | null = null

  async function readSpool(): Promise<SessionRecord[]> {
    const text = await readFile(file, 'utf8').catch(missing)
    const lines = text.split('\n').filter(line => line !== '')
    const records = lines.flatMap(line => SessionRecord.safeParse(safeJson(line)).data ?? [])
    if (records.length === lines.length) return records
    // A line that was torn by a crash: what is left of it is kept for a person to see.
    await appendFile(join(folder, 'ended.torn'), lines.filter(it => !isRecord(it)).join('\n') + '\n')
    log.warn({ lines: lines.length - records.length }, 'ended sessions that cannot be read were set aside')
    return records
  }
  async function countSpooled(): Promise<number> {
    const { length } = await readSpool()
    if (length > 0) log.info({ sessions: length }, 'ended sessions of the life before are handed over')
    return length
  }

  async function unspool(): Promise<void> {
    const aside = `${file}.saying`
    // What was being said when a life ended is said again: the ledger takes each session once.
    const rest =
      (await readFile(aside, 'utf8').catch(missing)) + (await readFile(file, 'utf8').catch(missing))
    if (rest === '') return void (spooled = 0)
    await rm(`${file}.new`, { force: true })
    await appendFile(`${file}.new`, rest)
    await rename(`${file}.new`, aside)
    await rm(file, { force: true })
    const records = rest
      .split('\n')
      .flatMap(line => (line === '' ? [] : (SessionRecord.safeParse(safeJson(line)).data ?? [])))
    for (let i = 0; i < records.length; i += chunkRecords)
      await addEnded(bus, records.slice(i, i + chunkRecords))
    await rm(aside, { force: true })
    spooled = 0
  }

  async function spool(records: SessionRecord[]): Promise<void> {
    const room = Math.max(0, Limits.endedSessionsWaiting - spooled)
    const kept = records.slice(0, room)
    dropped += records.length - kept.length
    if (dropped > 0) log.error({ dropped }, 'the spool of ended sessions is full')
    if (kept.length === 0) return
    await appendFile(file, kept.map(it => `${JSON.stringify(it)}\n`).join(''))
    spooled += kept.length
  }

  async function flushOnce(): Promise<void> {
    const records = waiting
    waiting = []
    let said = 0
    try {
      if (!bus.up) throw new BusDown('redis is away')
      if (spooled > 0) await unspool()
      for (; said < records.length; said += chunkRecords)
        await addEnded(bus, records.slice(said, said + chunkRecords))
    } catch (err) {
      if (!(err instanceof BusDown)) log.error({ err }, 'ended sessions were not handed over')
      if (records.length > said) await spool(records.slice(said))
    }
  }

  return {
    add(record: SessionRecord): void {
      waiting.push(record)
    },
    /** Once a second, and last of all at the stop. */
    flush(): Promise<void> {
      return (flushing ??= flushOnce().finally(() => (flushing = null)))
    },
    get waiting() {
      return waiting.length + spooled
    },
    get dropped() {
      return dropped
    },
  }
}
export type Ended = Awaited<ReturnType<typeof createEnded>>

const isRecord = (line: string) => SessionRecord.safeParse(safeJson(line)).success
function safeJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
const missing = (err: NodeJS.ErrnoException): string => {
  if (err.code === 'ENOENT') return ''
  throw err
}
