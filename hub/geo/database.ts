import { readFile, stat } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { Reader, type Response } from 'mmdb-lib'
import type { Log } from '#kit/log.ts'
import type { Geo } from '#protocol/rest/nodes.ts'

export type DatabaseState = Geo['city']
type Loaded = { readers: Reader<Response>[]; type: string; builtAt: Date }

/** Of which types a file may be, as it says itself. */
const types = {
  city: {
    accepts: /city|enterprise|insights|location/i,
    words: 'a database of cities',
    fields: ['country', 'country_code'],
  },
  asn: {
    accepts: /asn|isp|enterprise/i,
    words: 'a database of AS numbers',
    fields: ['autonomous_system_number'],
  },
} as const
export type DatabaseKind = keyof typeof types
const owed = [
  {
    is: /^geolite/i,
    text: 'This product includes GeoLite2 Data created by MaxMind',
    url: 'https://www.maxmind.com',
  },
  { is: /^dbip/i, text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
]
export type Attribution = { text: string; url: string }
/** Known to most databases, or to one that is made: a file whose tree or data is broken shows it here. */
const probes = ['8.8.8.8', '1.1.1.1', '2001:4860:4860::8888', '127.20.0.1']

/**
 * One or two files of the MaxMind DB format (one for each family). What cannot be read changes nothing: what was loaded
 * before goes on being used, and the fault is told.
 */
export function createDatabase(o: { kind: DatabaseKind; variable: string; log: Log }) {
  const { kind, variable, log } = o
  let paths: readonly string[] = []
  let known: Attribution | null = null
  let loaded: Loaded | null = null
  let fault: string | null = null
  /** Of the files as they were looked at: at the last look, and when they were last read. */
  let lookedAt = ''
  let readAt = ''

  async function signature(): Promise<string> {
    const stats = await Promise.all(paths.map(path => stat(path)))
    return stats.map(it => `${it.ino} ${it.size} ${it.mtimeMs}`).join(', ')
  }
  function failed(text: string): void {
    if (fault === text) return
    fault = text
    log.error({ fault: text, kept: loaded !== null }, `${variable} cannot be used`)
  }

  async function read(): Promise<Loaded> {
    const readers: Reader<Response>[] = []
    for (const path of paths) readers.push(open(kind, path, await readFile(path)))
    const { databaseType: type, buildEpoch: builtAt } = readers[0]!.metadata
    return { readers, type, builtAt }
  }

  return {
    /** From the next look on; none: none is wanted. */
    use(those: readonly string[], attribution: Attribution | null = null): void {
      paths = those
      known = attribution
    },
    /** They could not even be made. */
    failed,
    /**
     * Reads the files when they are others than before, and true when that changed something. A file that is being
     * written is waited for: it is read when it is the same as at the look before (or at once, `settled`).
     */
    async look(settled = false): Promise<boolean> {
      if (paths.length === 0) return false
      try {
        const now = await signature()
        const still = settled || now === lookedAt
        lookedAt = now
        if (!still || now === readAt) return false
        readAt = now
        loaded = await read()
        fault = null
        log.info({ kind, type: loaded.type, builtAt: loaded.builtAt }, 'a GeoIP database was loaded')
        return true
      } catch (err) {
        const { code, message, path } = err as NodeJS.ErrnoException
        // A file that cannot be got at is tried again; one that was read and is wrong, when it is another one.
        if (code !== undefined) lookedAt = readAt = ''
        failed(code === 'ENOENT' ? `there is no file ${path}` : message)
        return false
      }
    },
    get loaded() {
      return loaded !== null
    },
    get(address: string): Response | null {
      for (const reader of loaded?.readers ?? []) {
        if (reader.metadata.ipVersion === 4 && !isIPv4(address)) continue
        try {
          const found = reader.get(address)
          if (found) return found
        } catch {
          // A record that cannot be read says nothing.
        }
      }
      return null
    },
    state(): DatabaseState {
      const by = loaded && (known ?? owed.find(it => it.is.test(loaded!.type)))
      return {
        loaded: loaded && {
          type: loaded.type,
          builtAt: loaded.builtAt.toISOString(),
          attribution: by ? { text: by.text, url: by.url } : null,
        },
        fault,
      }
    },
  }
}
export type Database = ReturnType<typeof createDatabase>

function open(kind: DatabaseKind, path: string, bytes: Buffer): Reader<Response> {
  let reader: Reader<Response>
  const found: unknown[] = []
  try {
    reader = new Reader<Response>(bytes)
    for (const address of probes)
      if (reader.metadata.ipVersion === 6 || isIPv4(address)) found.push(reader.get(address))
  } catch (err) {
    throw new Error(`${path} is no whole MaxMind DB: ${(err as Error).message}`, { cause: err })
  }
  const { databaseType } = reader.metadata
  if (!types[kind].accepts.test(databaseType))
    throw new Error(`${path} is of type ${databaseType}, and not ${types[kind].words}`)
  const records = found.filter(it => it !== null)
  const { fields, words } = types[kind]
  if (records.length > 0 && !records.some(it => fields.some(field => Object.hasOwn(it as object, field))))
    throw new Error(`${path} has none of the fields ${fields.join(', ')}, as ${words} has them`)
  return reader
}
