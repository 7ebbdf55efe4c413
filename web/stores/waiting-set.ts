import type { NodeColumns } from '#protocol/live/nodes.ts'

/**
 * Of very many nodes those that wait for a decision, by the topic's own numbers, and what a list of them shows.
 * Each change answers whether there is news; battery and traffic are none.
 */
export function createWaitingSet() {
  const shown = new Map<number, string>()

  function take({ n, ...cells }: NodeColumns): boolean {
    let news = false
    for (let i = 0; i < n.length; i++) {
      const number = n[i]!
      if (cells.status[i] !== 'pending') {
        if (shown.delete(number)) news = true
        continue
      }
      const what = [cells.id[i], cells.online[i], cells.score[i], cells.verdict[i], cells.asn[i]].join(' ')
      if (shown.get(number) === what) continue
      shown.set(number, what)
      news = true
    }
    return news
  }
  return {
    get size() {
      return shown.size
    },
    /** Takes the place of all there was. */
    load(columns: NodeColumns): boolean {
      const before = [...shown].sort().join()
      shown.clear()
      take(columns)
      return [...shown].sort().join() !== before
    },
    change(set: NodeColumns | undefined, gone: readonly number[] | undefined): boolean {
      let news = false
      for (const n of gone ?? []) if (shown.delete(n)) news = true
      return (set !== undefined && take(set)) || news
    },
    clear: () => shown.clear(),
  }
}
