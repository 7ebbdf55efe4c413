with a as (
  update account set status = 'suspended', suspended_at = now(), suspended_reason = ${reason}
  where id = ${id}::uuid and status = 'active'
  returning *)
select
  a.id, a.name, a.status, a.time_zone as "timeZone", a.created_at as "createdAt",
  a.day_bytes::float8 as "dayBytes", a.month_bytes::float8 as "monthBytes",
  a.suspended_at as "suspendedAt", a.suspended_reason as "suspendedReason",
  (select count(*) from app_user u where u.account_id = a.id)::int as users
from a
