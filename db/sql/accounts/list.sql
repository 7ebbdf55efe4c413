-- By name. The cursor is an account's id, resolved here, so that it is short and tells nothing.
select
  a.id, a.name, a.status, a.time_zone as "timeZone", a.created_at as "createdAt",
  a.day_bytes::float8 as "dayBytes", a.month_bytes::float8 as "monthBytes",
  a.suspended_at as "suspendedAt", a.suspended_reason as "suspendedReason",
  (select count(*) from app_user u where u.account_id = a.id)::int as users
from account a
where (${scope}::uuid is null or a.id = ${scope}::uuid)
  and (${status}::text is null or a.status = ${status})
  and (${search}::text is null or strpos(lower(a.name), lower(${search} collate "und-x-icu")) > 0)
  and (${after}::uuid is null or (a.name, a.id) > (
    select b.name, b.id from account b
    where b.id = ${after}::uuid and (${scope}::uuid is null or b.id = ${scope}::uuid)))
order by a.name, a.id
limit ${limit}::int + 1
