import { encode } from 'uqr'

/** What the standard asks for around the code, in its own squares: without it cameras do not find the corners. */
const quiet = 4

/** The squares of a code with its quiet zone, row by row; `true` is dark. */
export const qrMatrix = (text: string): boolean[][] => encode(text, { ecc: 'M', border: quiet }).data

/** One path for all dark squares, a piece for each run in a row. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  const pieces: string[] = []
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x]) x++
      pieces.push(`M${from} ${y}h${x - from}v1h-${x - from}z`)
    }
  }
  return pieces.join('')
}
