-- All of it: whoever changes a part has read the rest under the same lock.
with p as (
  update proxy_user set note = ${note}, enabled = ${enabled}, allow_ips = ${allowIps}::text[],
    max_connections = ${maxConnections}::int, day_bytes = ${dayBytes}::bigint, month_bytes = ${monthBytes}::bigint,
    bytes_per_second = ${bytesPerSecond}::bigint
  where id = ${id}::uuid and deleted_at is null
  returning *)
select
  p.id, p.account_id as "accountId", a.name as "accountName", p.login, p.note, p.enabled, p.allow_ips as "allowIps",
  p.max_connections as "maxConnections", p.day_bytes::float8 as "dayBytes", p.month_bytes::float8 as "monthBytes",
  p.bytes_per_second::float8 as "bytesPerSecond", p.created_at as "createdAt", p.rotated_at as "rotatedAt"
from p join account a on a.id = p.account_id
