with p as (
  update proxy_user set deleted_at = now(), enabled = false
  where id = ${id}::uuid and deleted_at is null and (${account}::uuid is null or account_id = ${account}::uuid)
  returning *)
select
  p.id, p.account_id as "accountId", a.name as "accountName", p.login, p.note, p.enabled, p.allow_ips as "allowIps",
  p.max_connections as "maxConnections", p.day_bytes::float8 as "dayBytes", p.month_bytes::float8 as "monthBytes",
  p.bytes_per_second::float8 as "bytesPerSecond", p.created_at as "createdAt", p.rotated_at as "rotatedAt"
from p join account a on a.id = p.account_id
