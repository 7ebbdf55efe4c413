import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'

export function machineLine(): string {
  const gib = Math.round(totalmem() / 2 ** 30)
  return `machine: ${availableParallelism()} cores ${cpus()[0]?.model.trim()}, ${gib} GiB, Node ${process.versions.node}, ${process.platform}`
}

export function printTable(head: string[], rows: (string | number)[][]): void {
  const cells = [head, ...rows.map(row => row.map(String))]
  const widths = head.map((_, i) => Math.max(...cells.map(row => row[i]!.length)))
  for (const [n, row] of cells.entries()) {
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    if (n === 0) console.log(widths.map(w => '-'.repeat(w)).join('  '))
  }
}

/** The newest result of each benchmark, for other programs; what is worth keeping goes to RESULTS.md by hand. */
export function writeJson(name: string, result: object): void {
  const folder = join(import.meta.dirname, 'out')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
