/** What must hold, line by line; a soak ends with 1 when something does not. */
export function createVerdict() {
  let failed = 0
  return {
    line(what: string, holds: boolean, figure: string | number) {
      if (!holds) failed++
      console.log(`  ${holds ? '✓' : '✗'} ${what.padEnd(58)} ${figure}`)
    },
    /** A figure that is only told. */
    note: (what: string, figure: string | number) => console.log(`    ${what.padEnd(58)} ${figure}`),
    get exitCode() {
      return failed > 0 ? 1 : 0
    },
  }
}
export type Verdict = ReturnType<typeof createVerdict>

export const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`
