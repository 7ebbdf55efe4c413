-- Only for who is still who they proved to be: the row's lock lets a change of password, role or status that
-- is under way come first, and then its version is another. No row: it is.
with person as (
  select id from app_user
  where id = ${user}::uuid and status = 'active' and proof_version = ${proofVersion}::int
  for no key update),
opened as (
  insert into login_session (user_id, address, agent, expires_at)
  select id, ${address}::inet, left(${agent}, 300), now() + ${refreshMs} * interval '1 ms' from person
  returning id, expires_at),
token as (
  insert into refresh_token (hash, session_id, expires_at)
  select ${refreshHash}::bytea, id, expires_at from opened)
select id as session from opened
