import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CannotStart } from '#kit/cannot-start.ts'
import { Known, MonthBytes } from '../keep/kept.ts'
import type { Store } from '../keep/store.ts'
import { writeWhole } from '../keep/write-file.ts'

const Kept = z.object({ key: z.string(), known: Known.nullable(), month: MonthBytes.nullable() })
type Kept = z.infer<typeof Kept>

export type Stores = {
  /** Of the n-th device. */
  of(n: number): Store
  /** Writes what has changed. */
  save(): void
}

/** The keys and memories of all devices in one file; a device that was there before is the same again. */
export function openStores(folder: string, count: number): Stores {
  const path = join(folder, 'devices.json')
  const all = read(path)
  let changed = false
  while (all.length < count) {
    const { privateKey } = generateKeyPairSync('ed25519')
    all.push({ key: textOf(privateKey), known: null, month: null })
    changed = true
  }

  function save(): void {
    if (!changed) return
    changed = false
    writeWhole(path, `${JSON.stringify(all)}\n`, { lasting: false })
  }

  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    save()
  } catch (error) {
    throw new CannotStart(
      `cannot keep the fleet's keys in ${folder}: ${(error as Error).message}; --state chooses another folder`,
    )
  }
  return {
    of(n) {
      const kept = all[n]!
      const der = Buffer.from(kept.key, 'base64')
      return {
        privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
        known: () => kept.known,
        saveKnown(known) {
          kept.known = known
          changed = true
        },
        month: () => kept.month,
        saveMonth(month) {
          kept.month = month
          changed = true
        },
      }
    },
    save,
  }
}

const textOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' }).toString('base64')

function read(path: string): Kept[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return []
  }
  try {
    return z.array(Kept).parse(JSON.parse(text))
  } catch {
    throw new CannotStart(`${path} is no list of devices; without the file the fleet begins anew`)
  }
}
