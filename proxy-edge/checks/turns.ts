/** So many at once, the others in turn; what is urgent goes before what is not. None of them may reject. */
export function createTurns(most: number) {
  const urgent: (() => Promise<void>)[] = []
  const patient: (() => Promise<void>)[] = []
  let running = 0

  function next(): void {
    while (running < most) {
      const run = urgent.shift() ?? patient.shift()
      if (!run) return
      running++
      void run().finally(() => {
        running--
        next()
      })
    }
  }
  return {
    add(run: () => Promise<void>, first = false): void {
      ;(first ? urgent : patient).push(run)
      next()
    },
    /** Nobody who waits gets a turn any more. */
    clear(): void {
      urgent.length = patient.length = 0
    },
  }
}
export type Turns = ReturnType<typeof createTurns>
