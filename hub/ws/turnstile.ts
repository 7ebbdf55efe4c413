/** Lets so many work at once; the others wait in the order in which they came. */
export function createTurnstile(atOnce: number) {
  let inside = 0
  let first = 0
  let waiting: (() => void)[] = []

  function next() {
    if (first === waiting.length) {
      inside--
      first = 0
      waiting = []
    } else waiting[first++]!()
  }
  return async <T>(work: () => Promise<T>): Promise<T> => {
    // Whoever waited comes in for the one who left.
    if (inside < atOnce) inside++
    else await new Promise<void>(go => waiting.push(go))
    try {
      return await work()
    } finally {
      next()
    }
  }
}
