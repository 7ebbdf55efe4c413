type Options<Row> = {
  /** Rows from the n-th on, at most so many; fewer mean that there are no more. */
  load(skip: number, limit: number, signal: AbortSignal): Promise<readonly Row[]>
  onChange(): void
  /** Rows of one window. */
  size?: number
  /** Windows that are kept; those that were looked at longest ago are let go. */
  keep?: number
  /** Windows that are asked for before they are looked at, both ways. */
  ahead?: number
  together?: number
  wait?: (run: () => void, ms: number) => () => void
}
type Window<Row> = { rows: readonly Row[]; usedAt: number; old: boolean }
type Underway = { abort: AbortController; window: number }

const retryMs = 1_500
const timer = (run: () => void, ms: number) => {
  const id = setTimeout(run, ms)
  return () => clearTimeout(id)
}

/**
 * Rows of a long list that lies on a server, by windows: what is looked at is asked for first, then what lies around it,
 * and what is asked for in vain (somebody has jumped on) is given up.
 */
export function createRowWindows<Row>(o: Options<Row>) {
  const { size = 100, keep = 24, ahead = 1, together = 3, wait = timer } = o
  const windows = new Map<number, Window<Row>>()
  const underway = new Map<number, Underway>()
  let wanted: number[] = []
  let total = 0
  /** Where the rows have ended, when a window was not full. */
  let end = Infinity
  let clock = 0
  let failed = false
  let stopped = false
  let unwait: (() => void) | null = null
  /** Answers to what was asked before are no news any more. */
  let age = 0

  const of = (index: number) => Math.floor(index / size)
  const count = () => Math.min(total, end)
  const lastWindow = () => Math.max(0, of(Math.max(0, count() - 1)))

  /** It has every row that it should have by what was counted. */
  const isWhole = (window: number) => {
    const there = windows.get(window)?.rows.length
    return there !== undefined && there >= Math.min(size, count() - window * size)
  }

  async function ask(window: number) {
    const abort = new AbortController()
    const own = { abort, window }
    const mine = age
    underway.set(window, own)
    try {
      const rows = await o.load(window * size, size, abort.signal)
      if (mine !== age || underway.get(window) !== own) return
      windows.set(window, { rows, usedAt: ++clock, old: false })
      const reached = window * size + rows.length
      if (rows.length < size) end = Math.min(end, reached)
      else if (reached >= end) end = Infinity
      failed = false
      forget()
    } catch {
      if (mine !== age || abort.signal.aborted) return
      failed = true
      unwait ??= wait(() => {
        unwait = null
        next()
      }, retryMs)
    } finally {
      if (underway.get(window) === own) underway.delete(window)
      if (mine === age) {
        next()
        o.onChange()
      }
    }
  }
  function next() {
    if (unwait || stopped) return
    for (const window of wanted) {
      if (underway.size >= together) return
      const isOld = !isWhole(window) || windows.get(window)!.old
      if (window <= lastWindow() && isOld && !underway.has(window)) void ask(window)
    }
  }
  function forget() {
    const spare = [...windows].filter(([window]) => !wanted.includes(window))
    spare.sort((a, b) => a[1].usedAt - b[1].usedAt)
    for (const [window] of spare.slice(0, Math.max(0, windows.size - keep))) windows.delete(window)
  }

  function want(first: number, last: number) {
    const [from, to] = [of(Math.max(0, first)), of(Math.max(0, last))]
    const seen = Array.from({ length: to - from + 1 }, (_, i) => from + i)
    const around = Array.from({ length: ahead }, (_, i) => [to + i + 1, from - i - 1]).flat()
    wanted = [...seen, ...around.filter(window => window >= 0)]
    for (const window of seen) {
      const known = windows.get(window)
      if (known) known.usedAt = ++clock
    }
    for (const [window, { abort }] of underway) {
      if (wanted.includes(window)) continue
      abort.abort()
      underway.delete(window)
    }
    next()
  }

  return {
    get count() {
      return count()
    },
    /** The last attempt came to nothing; another one follows by itself. */
    get failed() {
      return failed
    },
    get size() {
      return size
    },
    /** How many there are, as was counted elsewhere. */
    setTotal(next: number) {
      if (next === total) return
      total = next
      if (next > 0 && wanted.length === 0) want(0, 0)
      o.onChange()
    },
    at: (index: number): Row | undefined => windows.get(of(index))?.rows[index % size],
    /** Every row from one to the other is here. */
    has(first: number, last: number): boolean {
      for (let window = of(first); window <= of(Math.max(first, last)); window++)
        if (!isWhole(window)) return false
      return true
    },
    /** What is looked at now, and so what is to be asked for. */
    want,
    /** What is here may have changed: it stays until it is here anew. */
    refresh() {
      for (const window of windows.values()) window.old = true
      next()
    },
    /** Nothing more is asked for; what is here stays. */
    stop() {
      age++
      stopped = true
      for (const { abort } of underway.values()) abort.abort()
      underway.clear()
      unwait?.()
      unwait = null
    },
  }
}
export type RowWindows<Row> = ReturnType<typeof createRowWindows<Row>>
