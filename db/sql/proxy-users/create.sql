-- None when the account has as many as it may have: its row is locked, so that two cannot be the last one.
with owner as (select id, name from account where id = ${account}::uuid for update),
room as (select owner.* from owner
  where (select count(*) from proxy_user where account_id = owner.id and deleted_at is null) < ${most}::int),
p as (
  insert into proxy_user (account_id, login, secret, note, allow_ips, max_connections, day_bytes, month_bytes, bytes_per_second)
  select id, ${login}, ${secret}, ${note}, ${allowIps}::text[], ${maxConnections}::int, ${dayBytes}::bigint,
    ${monthBytes}::bigint, ${bytesPerSecond}::bigint from room
  returning *)
select
  p.id, p.account_id as "accountId", a.name as "accountName", p.login, p.note, p.enabled, p.allow_ips as "allowIps",
  p.max_connections as "maxConnections", p.day_bytes::float8 as "dayBytes", p.month_bytes::float8 as "monthBytes",
  p.bytes_per_second::float8 as "bytesPerSecond", p.created_at as "createdAt", p.rotated_at as "rotatedAt"
from p join account a on a.id = p.account_id
