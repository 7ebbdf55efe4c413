import { type DirectoryReader, createDirectoryReader } from '#bus/directory-reader.ts'
import type { Bus } from '#bus/connect.ts'
import type { DirectoryEntry, EntryOf } from '#protocol/directory.ts'
import type { Log } from '#kit/log.ts'

export type Account = EntryOf<'account'>
export type ProxyUser = EntryOf<'proxyUser'>
export type NodeEntry = EntryOf<'node'>
export type Enrollment = EntryOf<'enrollment'>
export type Pass = EntryOf<'pass'>

/** An entry as it is now (`gone` when it was removed), and as it was. */
export type Changed = (entry: DirectoryEntry, before: DirectoryEntry | undefined) => void

/** What this edge knows without asking anybody: in memory, by the keys that connections and devices come with. */
export type Known = {
  /** Everything was read once: before, what is not here may yet be somewhere. */
  readonly whole: boolean
  /** The newest that was heard. */
  readonly revision: number
  account(id: string): Account | undefined
  proxyUser(id: string): ProxyUser | undefined
  /** Logins are the same in capitals. */
  byLogin(login: string): ProxyUser | undefined
  /** Those with a list of addresses. */
  readonly withAddresses: ReadonlySet<ProxyUser>
  node(id: string): NodeEntry | undefined
  nodeByKey(publicKey: string): NodeEntry | undefined
  enrollmentByCode(hash: string): Enrollment | undefined
  passesOf(proxyUser: string): ReadonlySet<Pass>
  onChange(fn: Changed): () => void
  stop(): Promise<void>
}

const none: ReadonlySet<Pass> = new Set()

export async function createKnown(bus: Bus, { log }: { log: Log }): Promise<Known> {
  const byLogin = new Map<string, ProxyUser>()
  const withAddresses = new Set<ProxyUser>()
  const byKey = new Map<string, NodeEntry>()
  const byCode = new Map<string, Enrollment>()
  const passes = new Map<string, Set<Pass>>()
  const listeners = new Set<Changed>()
  let revision = 0

  function index(entry: DirectoryEntry, there: boolean): void {
    switch (entry.kind) {
      case 'proxyUser':
        put(byLogin, entry.login.toLowerCase(), entry, there)
        if (there && entry.allowIps.length > 0) withAddresses.add(entry)
        else withAddresses.delete(entry)
        break
      case 'node':
        put(byKey, entry.publicKey, entry, there)
        break
      case 'enrollment':
        put(byCode, entry.code, entry, there)
        break
      case 'pass': {
        const some = passes.get(entry.proxyUser) ?? new Set()
        if (there) passes.set(entry.proxyUser, some.add(entry))
        else if (some.delete(entry) && some.size === 0) passes.delete(entry.proxyUser)
        break
      }
      case 'account':
      case 'cut':
    }
  }

  const reader: DirectoryReader = await createDirectoryReader(bus, {
    log,
    onEntry(entry, before) {
      revision = Math.max(revision, entry.revision)
      if (before) index(before, false)
      if (!entry.gone) index(entry, true)
      for (const fn of listeners) fn(entry, before)
    },
  })
  const of = <K extends DirectoryEntry['kind']>(kind: K, id: string) =>
    reader.get(kind, id) as EntryOf<K> | undefined

  return {
    get whole() {
      return reader.whole
    },
    get revision() {
      return revision
    },
    account: id => of('account', id),
    proxyUser: id => of('proxyUser', id),
    byLogin: login => byLogin.get(login.toLowerCase()),
    withAddresses,
    node: id => of('node', id),
    nodeByKey: key => byKey.get(key),
    enrollmentByCode: hash => byCode.get(hash),
    passesOf: proxyUser => passes.get(proxyUser) ?? none,
    onChange(fn) {
      listeners.add(fn)
      return () => void listeners.delete(fn)
    },
    stop: () => reader.stop(),
  }
}

/** Another entry may have taken the key meanwhile: only its own is taken away. */
function put<E extends { id: string }>(map: Map<string, E>, key: string, entry: E, there: boolean): void {
  if (there) map.set(key, entry)
  else if (map.get(key)?.id === entry.id) map.delete(key)
}
