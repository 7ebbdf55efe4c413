import { createHash, timingSafeEqual } from 'node:crypto'
import type { ProxyErrorCode } from '#protocol/proxy-errors.ts'
import { anywhere, parseProxyName, type Routing } from '#protocol/routing.ts'
import { parseAddress } from '#wire/addresses/address.ts'
import { type CidrList, parseCidrList } from '#wire/addresses/lists.ts'
import type { Known, ProxyUser } from '../known/known.ts'

/** `trial`: with a pass of the panel. */
export type SignedIn = { ok: true; user: ProxyUser; routing: Routing; trial: boolean }
export type NotSignedIn = {
  ok: false
  code: Extract<ProxyErrorCode, 'bad_credentials' | 'bad_parameter'>
  message: string
}

const hash = (password: string) => createHash('sha256').update(password).digest('base64url')
/** Programs sign in with the same words on every connection. */
const remembered = 20_000

export function createCredentials(known: Known) {
  const hashes = new Map<string, string>()
  const lists = new WeakMap<ProxyUser, CidrList>()

  function hashOf(password: string): string {
    let it = hashes.get(password)
    if (it === undefined) {
      if (hashes.size >= remembered) hashes.clear()
      hashes.set(password, (it = hash(password)))
    }
    return it
  }
  const same = (a: string, b: string) => {
    const [x, y] = [Buffer.from(a), Buffer.from(b)]
    return x.length === y.length && timingSafeEqual(x, y)
  }

  function listed(user: ProxyUser, address: string): boolean {
    if (user.allowIps.length === 0) return false
    let list = lists.get(user)
    if (!list) lists.set(user, (list = parseCidrList(user.allowIps)))
    const parsed = parseAddress(address)
    return parsed !== null && list.has(parsed)
  }

  function right(user: ProxyUser, password: string, address: string): 'own' | 'pass' | null {
    if (listed(user, address)) return 'own'
    if (password === '') return null
    const secret = hashOf(password)
    if (same(secret, user.secret)) return 'own'
    for (const pass of known.passesOf(user.id))
      if (pass.until > Date.now() && same(secret, pass.secret)) return 'pass'
    return null
  }

  const wrong: NotSignedIn = {
    ok: false,
    code: 'bad_credentials',
    message: 'the login or the password is not right',
  }
  return {
    signIn(name: string, password: string, address: string): SignedIn | NotSignedIn {
      const parsed = parseProxyName(name)
      // Only who has the right password is told what is wrong with the words behind the login.
      const user = known.byLogin('fault' in parsed ? (name.split('-')[0] ?? '') : parsed.login)
      const by = user ? right(user, password, address) : null
      if (!user || !by) return wrong
      if ('fault' in parsed) return { ok: false, code: 'bad_parameter', message: parsed.fault }
      return { ok: true, user, routing: parsed.routing, trial: by === 'pass' }
    },
    /** Without a name: whoever comes from an address that is on one list only. */
    byAddress(address: string): SignedIn | NotSignedIn {
      const found: ProxyUser[] = []
      for (const user of known.withAddresses) if (listed(user, address) && found.push(user) > 1) break
      const [user] = found
      if (user && found.length === 1) return { ok: true, user, routing: anywhere, trial: false }
      const message =
        found.length > 1
          ? 'this address is on the lists of several logins: sign in with one of them'
          : 'sign in with a login and a password'
      return { ok: false, code: 'bad_credentials', message }
    },
  }
}
export type Credentials = ReturnType<typeof createCredentials>
