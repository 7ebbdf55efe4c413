import { pgp } from '../pgp.ts'

/** Puts a client into another account, which nothing in the product does yet. */
export async function moveUser(url: string, user: string, account: string): Promise<void> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    await sql.none('update app_user set account_id = $2 where id = $1', [user, account])
  } finally {
    await sql.done()
  }
}
