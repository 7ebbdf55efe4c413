import type { Session } from './session.ts'

const none: ReadonlySet<Session> = new Set()

/** Sessions by whose they are and where they go, so that whatever ends some of them costs what they are. */
export class Groups {
  readonly #accounts = new Map<string, Set<Session>>()
  readonly #users = new Map<string, Set<Session>>()
  readonly #nodes = new Map<string, Set<Session>>()

  add(session: Session): void {
    put(this.#accounts, session.user.account, session)
    put(this.#users, session.user.id, session)
    put(this.#nodes, session.node.id, session)
  }
  delete(session: Session): void {
    take(this.#accounts, session.user.account, session)
    take(this.#users, session.user.id, session)
    take(this.#nodes, session.node.id, session)
  }
  account = (id: string): ReadonlySet<Session> => this.#accounts.get(id) ?? none
  user = (id: string): ReadonlySet<Session> => this.#users.get(id) ?? none
  node = (id: string): ReadonlySet<Session> => this.#nodes.get(id) ?? none
  users = (): Iterable<string> => this.#users.keys()
}

function put(map: Map<string, Set<Session>>, key: string, session: Session): void {
  const some = map.get(key)
  if (some) some.add(session)
  else map.set(key, new Set([session]))
}
function take(map: Map<string, Set<Session>>, key: string, session: Session): void {
  const some = map.get(key)
  if (some?.delete(session) && some.size === 0) map.delete(key)
}
