import { Refusal } from '#protocol/errors.ts'
import type { Page } from '#protocol/rest/endpoint.ts'

export type Paging = { limit: number; after?: string | undefined }

// A page ends with a row, and the next begins after that row: the cursor is its id. Rows that are
// inserted or change meanwhile shift nothing.
const shapes = { uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, number: /^[0-9]{1,18}$/ }

export function afterId(paging: Paging, shape: keyof typeof shapes): string | null {
  if (paging.after === undefined) return null
  const id = Buffer.from(paging.after, 'base64url').toString()
  if (!shapes[shape].test(id))
    throw new Refusal('bad_request', { fields: { after: 'not a cursor of this list' } })
  return id
}

/** Statements fetch one row more than asked for: whether it is there says whether there is a next page. */
export function toPage<T extends { id: string }>(rows: T[], { limit }: Paging): Page<T> {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, next: last ? Buffer.from(last.id).toString('base64url') : null }
}

/** Before everything that has an id. */
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** All rows by their ids, some at a time: `fetch` answers as many as `limit` after an id, or the last ones. */
export async function* allById<T extends { id: string }>(
  limit: number,
  fetch: (after: string) => Promise<T[]>,
): AsyncGenerator<T[]> {
  for (let after = beforeAll; ;) {
    const rows = await fetch(after)
    if (rows.length > 0) yield rows
    if (rows.length < limit) return
    after = rows.at(-1)!.id
  }
}
