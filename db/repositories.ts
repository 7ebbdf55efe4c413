import { accounts } from './repositories/accounts.ts'
import { audit } from './repositories/audit.ts'
import { checks } from './repositories/checks.ts'
import { challenges } from './repositories/challenges.ts'
import { links } from './repositories/links.ts'
import { logins } from './repositories/logins.ts'
import { upkeep } from './repositories/upkeep.ts'
import { users } from './repositories/users.ts'
import { proxyUsers } from './repositories/proxy-users.ts'
import { providers } from './repositories/providers.ts'
import { enrollments } from './repositories/enrollments.ts'
import { nodes } from './repositories/nodes.ts'
import { proxySessions } from './repositories/proxy-sessions.ts'
import { directory } from './repositories/directory.ts'
import { usage } from './repositories/usage.ts'
import type { Run } from './run.ts'

/** All there is to ask of the database; the same on the pool and inside a transaction. */
export const createRepositories = (run: Run) => ({
  accounts: accounts(run),
  audit: audit(run),
  challenges: challenges(run),
  checks: checks(run),
  links: links(run),
  logins: logins(run),
  upkeep: upkeep(run),
  users: users(run),
  directory: directory(run),
  proxySessions: proxySessions(run),
  nodes: nodes(run),
  enrollments: enrollments(run),
  providers: providers(run),
  proxyUsers: proxyUsers(run),
  usage: usage(run),
})
export type Repositories = ReturnType<typeof createRepositories>
