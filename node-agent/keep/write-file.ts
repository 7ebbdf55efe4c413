import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/**
 * All or nothing, for the owner's eyes only. `lasting`: also when the power goes at this moment, for which the disk is
 * waited for.
 */
export function writeWhole(path: string, text: string, { lasting }: { lasting: boolean }): void {
  const next = `${path}.next`
  const file = openSync(next, 'w', 0o600)
  try {
    writeSync(file, text)
    if (lasting) fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(next, path)
}
