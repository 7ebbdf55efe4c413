/** What a publisher has said, to compare with what is shown. */
export type Carried = { up: number; down: number }

/** Bytes by whom and by second. */
export function createLedger() {
  const all = new Map<string, Map<number, Carried>>()
  return {
    add(id: string, second: number, up: number, down: number): void {
      const seconds = all.get(id) ?? new Map<number, Carried>()
      all.set(id, seconds)
      const known = seconds.get(second)
      seconds.set(second, { up: (known?.up ?? 0) + up, down: (known?.down ?? 0) + down })
    },
    in: (id: string, second: number): Carried => all.get(id)?.get(second) ?? { up: 0, down: 0 },
    get ids() {
      return [...all.keys()]
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
