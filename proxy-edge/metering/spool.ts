import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#kit/log.ts'
import type { UsageBatch } from '#protocol/usage.ts'
import { type Line, readSpoolFile, sealed } from './spool-file.ts'

/** A batch on the disk. */
export type Spooled = { epoch: string; seq: number; file: string; bytes: number }

const fileName = /^(\d{15})-([0-9a-f-]{36})-(\d{10})\.usage$/
/** A batch is one entry of a stream, and one value in memory. */
const mostBytes = 512 * 1024

/**
 * What was metered, on the edge's disk until it is posted: `<folder>/usage/<when this life began>-<epoch>-<seq>.usage`.
 * What cannot be read, or is not of this edge, goes to `usage/aside` under its name, for a person to see.
 */
export async function openSpool(o: {
  folder: string
  edge: string
  epoch: string
  /** When this life began: lives are handed over in their order. */
  bornAt: number
  maxBytes: number
  log: Log
}) {
  const { edge, epoch, log } = o
  const folder = join(o.folder, 'usage')
  const aside = join(folder, 'aside')
  await mkdir(aside, { recursive: true, mode: 0o700 })
  const born = String(Math.floor(o.bornAt)).padStart(15, '0')
  /** Whole, in the order in which they are handed over. */
  const waiting: Spooled[] = []
  let current: (Spooled & { handle: FileHandle }) | null = null
  let seq = 0
  let bytes = 0
  let setAside = (await readdir(aside)).length

  for (const file of (await readdir(folder)).sort()) {
    if (file === 'aside') continue
    const [, , ofEpoch, number] = fileName.exec(file) ?? []
    if (ofEpoch === undefined || number === undefined) {
      await putAside(file, 'it has no name of a batch')
      continue
    }
    const { size } = await stat(join(folder, file))
    waiting.push({ epoch: ofEpoch, seq: Number(number), file, bytes: size })
    bytes += size
  }
  if (waiting.length > 0) log.info({ batches: waiting.length }, 'usage of a life before is handed over')

  async function putAside(file: string, reason: string): Promise<void> {
    await rename(join(folder, file), join(aside, file))
    setAside++
    log.error({ file, reason }, 'a file of the usage spool was set aside')
  }

  async function begin(second: number): Promise<Spooled & { handle: FileHandle }> {
    const number = ++seq
    const file = `${born}-${epoch}-${String(number).padStart(10, '0')}.usage`
    const head = sealed({ v: 1, edge, epoch, seq: number, second })
    let handle: FileHandle | undefined
    try {
      handle = await open(join(folder, file), 'ax', 0o600)
      await handle.appendFile(head)
    } catch (err) {
      // The number is used again: a gap would wait for ever to be filled.
      seq--
      await handle?.close().catch(() => undefined)
      await rm(join(folder, file), { force: true }).catch(() => undefined)
      throw err
    }
    const length = Buffer.byteLength(head)
    bytes += length
    return { epoch, seq: number, file, bytes: length, handle }
  }

  return {
    waiting: waiting as readonly Spooled[],
    get bytes() {
      return bytes
    },
    get setAside() {
      return setAside
    },
    get full() {
      return bytes >= o.maxBytes
    },
    /** Whether the next line begins a file, in which nothing was named yet. */
    get fresh() {
      return current === null
    },
    /** On the disk when it returns. `second`: when the file was begun, if this begins one. */
    async append(line: Line, second: number): Promise<void> {
      current ??= await begin(second)
      const text = sealed(line)
      const { handle } = current
      const before = current.bytes
      try {
        await handle.appendFile(text)
      } catch (err) {
        // Half of it may be there, and the next line must not follow that.
        await handle.truncate(before).catch(() => undefined)
        throw err
      }
      const length = Buffer.byteLength(text)
      current.bytes += length
      bytes += length
    },
    get large() {
      return current !== null && current.bytes >= mostBytes
    },
    /** What was written so far is a batch. */
    async seal(): Promise<void> {
      if (!current) return
      const { handle, ...batch } = current
      current = null
      waiting.push(batch)
      // Not only from the process but from the machine: what is handed over may be asked for again.
      await handle.datasync().catch((err: unknown) => log.error({ err }, 'the usage spool was not synced'))
      await handle.close()
    },
    /** Null when there is nothing in it to be handed over; then it is gone from the spool. */
    async read(batch: Spooled): Promise<UsageBatch | null> {
      const path = join(folder, batch.file)
      const text = await readFile(path, 'utf8').catch((err: unknown) => {
        if ((err as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw err
      })
      if (text === null) {
        log.error({ file: batch.file }, 'a file of the usage spool is gone')
        forget(batch)
        return null
      }
      const read = readSpoolFile(text, edge)
      if (typeof read === 'string' || read.batch.epoch !== batch.epoch || read.batch.seq !== batch.seq) {
        await putAside(
          batch.file,
          typeof read === 'string' ? read : 'its name and its head do not say the same',
        )
        forget(batch)
        return null
      }
      if (read.torn > 0) {
        // What is whole counts; all of it is kept as it was found.
        await writeFile(join(aside, batch.file), text, { mode: 0o600 })
        await writeFile(`${path}.new`, read.good, { mode: 0o600 })
        await rename(`${path}.new`, path)
        setAside++
        log.error({ file: batch.file, lines: read.torn }, 'a torn file of the usage spool was set aside')
      }
      if (read.batch.minutes.length > 0) return read.batch
      await this.remove(batch)
      return null
    },
    async remove(batch: Spooled): Promise<void> {
      await rm(join(folder, batch.file), { force: true })
      forget(batch)
    },
  }

  function forget(batch: Spooled): void {
    const at = waiting.indexOf(batch)
    if (at < 0) return
    waiting.splice(at, 1)
    bytes -= batch.bytes
  }
}
export type Spool = Awaited<ReturnType<typeof openSpool>>
