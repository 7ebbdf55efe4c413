import type { Role } from '#protocol/person.ts'
import { pgp } from '../pgp.ts'

export type MadeLogin = { user: string; account: string | null; session: string }

/** Active users with a live session each, every client with an account of their own: thousands in one statement. */
export async function addManyLogins(
  { url }: { url: string },
  { users, role }: { users: number; role: Role },
): Promise<MadeLogin[]> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    return await sql.many<MadeLogin>(addMany, { users, role })
  } finally {
    await sql.done()
  }
}

// Foreign keys are looked at when the statement ends, so the order of the parts does not matter.
const addMany = `
with person as materialized (
  select n, new_id() as "user", new_id() as session,
    case when \${role} = 'client' then new_id() end as account
  from generate_series(1, \${users}) as n),
accounts as (
  insert into account (id, name) select account, 'account ' || n from person where account is not null),
users as (
  insert into app_user (id, email, name, role, account_id, status, confirmed_at)
  select "user", "user" || '@people.test', \${role} || ' ' || n, \${role}, account, 'active', now() from person),
sessions as (
  insert into login_session (id, user_id, agent, expires_at)
  select session, "user", 'many', now() + interval '1 day' from person)
select "user", account, session from person order by n`
