with opened as (
  insert into login_session (user_id, address, agent, expires_at)
  values (${user}::uuid, ${address}::inet, left(${agent}, 300), now() + ${refreshMs} * interval '1 ms')
  returning id, expires_at),
token as (
  insert into refresh_token (hash, session_id, expires_at)
  select ${refreshHash}::bytea, id, expires_at from opened)
select id as session from opened
