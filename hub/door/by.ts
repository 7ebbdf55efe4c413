/** Who did it, and from where, as the audit log keeps it. */
export const by = ({ id, email }: { id: string; email: string }, address: string) => ({
  actor: id,
  actorEmail: email,
  address,
})
