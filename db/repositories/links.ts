import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export const linkKinds = ['confirm', 'reset', 'invite'] as const
export type LinkKind = (typeof linkKinds)[number]

const sql = statements('links', {
  make: ['user', 'kind', 'hash', 'ms'],
  find: ['hash', 'kinds'],
  take: ['hash', 'kinds'],
  dropOf: ['user', 'kinds'],
})

/** Tokens of mailed links: of a user and kind only the newest is good, once. */
export const links = (run: Run) => ({
  async make(link: { user: string; kind: LinkKind; hash: Uint8Array; ms: number }): Promise<void> {
    await run.count(sql.make, link)
  },

  /** Whose it is, for whom costly work lies before the taking. It proves nothing: only taking does. */
  find: (link: { kinds: readonly LinkKind[]; hash: Uint8Array }) => run.maybe(sql.find, link, asIs),

  take: (link: { kinds: readonly LinkKind[]; hash: Uint8Array }) => run.maybe(sql.take, link, asIs),

  async dropOf(user: string, kinds: readonly LinkKind[] = linkKinds): Promise<void> {
    await run.count(sql.dropOf, { user, kinds })
  },
})

const asIs = (row: { user: string; kind: LinkKind }) => row
