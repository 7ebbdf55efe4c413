import { readFileSync } from 'node:fs'

/** Of the files that the kernel makes up: there or not, and short. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
