import { median, printTable } from '../report.ts'
import type { Plan, Run } from './measure.ts'

export type Row = { name: string; runs: readonly Run[] }

export const spread = (values: number[], digits: number): string => {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}-${most.toFixed(digits)})`
}

/** One cadence: medians, and in brackets the least and the most of the rounds. The first row is what the others are compared with. */
export function printCadence({ readers, topics, everyMs }: Plan, rows: readonly Row[]): void {
  const ofRow = ({ runs }: Row, of: keyof Run) => runs.map(run => run[of])
  // Round by round: what else the machine does changes from one to the next.
  const ratio = (row: Row, of: keyof Run) => {
    const first = ofRow(rows[0]!, of)
    return `${median(ofRow(row, of).map((value, round) => value / first[round]!)).toFixed(2)} x`
  }
  console.log(`\n${readers} readers, ${topics} topics, a message on each every ${everyMs} ms`)
  printTable(
    ['server', 'CPU s/million', '', 'without resting', '', 'resting CPU %', 'p50 ms', 'p99 ms', 'bytes'],
    rows.map(row => [
      row.name,
      spread(ofRow(row, 'cpuSecondsAMillion'), 2),
      ratio(row, 'cpuSecondsAMillion'),
      spread(ofRow(row, 'netCpuSecondsAMillion'), 2),
      ratio(row, 'netCpuSecondsAMillion'),
      (100 * median(ofRow(row, 'restingCpu'))).toFixed(1),
      spread(ofRow(row, 'p50Ms'), 0),
      spread(ofRow(row, 'p99Ms'), 0),
      Math.round(median(ofRow(row, 'bytesAMessage'))),
    ]),
  )
}
