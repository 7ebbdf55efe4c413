import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { CannotStart } from '#kit/cannot-start.ts'
import { Known, MonthBytes } from './kept.ts'
import type { Store } from './store.ts'
import { writeWhole } from './write-file.ts'

/** `key.pem` is the device; `edge.json` and `month.json` are what it has learned and counted. */
export function openFolder(folder: string): Store {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const privateKey = keyIn(join(folder, 'key.pem'))
    const edgeFile = join(folder, 'edge.json')
    const monthFile = join(folder, 'month.json')
    return {
      privateKey,
      known: () => read(edgeFile, Known),
      saveKnown: known => writeWhole(edgeFile, `${JSON.stringify(known)}\n`, { lasting: true }),
      month: () => read(monthFile, MonthBytes),
      saveMonth: month => writeWhole(monthFile, `${JSON.stringify(month)}\n`, { lasting: false }),
    }
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw new CannotStart(
      `cannot keep the device's key in ${folder}: ${(error as Error).message}; --state or TRAFFIX_AGENT_DIR chooses another folder`,
    )
  }
}

function keyIn(path: string): KeyObject {
  const pem = textOf(path)
  if (pem === null) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeWhole(path, String(privateKey.export({ type: 'pkcs8', format: 'pem' })), { lasting: true })
    return privateKey
  }
  // A new key would be a new device: whoever has a broken one must decide that.
  const key = keyOf(pem)
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new CannotStart(`${path} holds no Ed25519 key; without the file the device gets a new one`)
  chmodSync(path, 0o600)
  return key
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/** A file that cannot be understood is as good as none: all in them can be learned again. */
function read<S extends z.ZodType>(path: string, schema: S): z.output<S> | null {
  const text = textOf(path)
  if (text === null) return null
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
