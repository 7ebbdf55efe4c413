/** Gathers the keys asked for in one turn of the loop into one fetch: ten thousand returning sockets are one query. */
export function createBatch<V>(fetch: (keys: string[]) => Promise<Map<string, V>>) {
  let open: { keys: Set<string>; found: Promise<Map<string, V>> } | null = null
  return async (key: string): Promise<V | null> => {
    if (!open) {
      const keys = new Set<string>()
      const found = new Promise<void>(go => setImmediate(go)).then(() => {
        open = null
        return fetch([...keys])
      })
      open = { keys, found }
    }
    open.keys.add(key)
    return (await open.found).get(key) ?? null
  }
}
