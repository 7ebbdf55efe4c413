select
  a.id, a.name, a.status, a.time_zone as "timeZone", a.created_at as "createdAt",
  a.day_bytes::float8 as "dayBytes", a.month_bytes::float8 as "monthBytes",
  a.suspended_at as "suspendedAt", a.suspended_reason as "suspendedReason",
  (select count(*) from app_user u where u.account_id = a.id)::int as users
from account a
where a.id = ${id}::uuid and (${scope}::uuid is null or a.id = ${scope}::uuid)
