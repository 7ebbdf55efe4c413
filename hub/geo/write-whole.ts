import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'

/** Whoever reads it meanwhile has the one before, and of several who write it the last one's is there, whole. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, bytes)
  await rename(draft, path)
}
