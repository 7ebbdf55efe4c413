import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export const linkKinds = ['confirm', 'reset', 'invite'] as const
export type LinkKind = (typeof linkKinds)[number]

const sql = statements('links', {
  make: ['user', 'kind', 'hash', 'ms'],
  take: ['hash', 'kinds'],
})

/** Tokens of mailed links: of a user and kind only the newest is good, once. There is no way to look first. */
export const links = (run: Run) => ({
  async make(link: { user: string; kind: LinkKind; hash: Uint8Array; ms: number }): Promise<void> {
    await run.count(sql.make, link)
  },

  take: (link: { kinds: readonly LinkKind[]; hash: Uint8Array }) =>
    run.maybe(sql.take, link, (row: { user: string; kind: LinkKind }) => row),
})
