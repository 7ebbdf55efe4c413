-- Newest first: ids sort by time.
select
  u.id, u.email, u.name, u.role, u.status, u.locale, u.theme, u.time_zone as "timeZone",
  u.created_at as "createdAt", u.last_seen_at as "lastSeenAt", u.account_id as "accountId", a.name as "accountName"
from app_user u left join account a on a.id = u.account_id
where (${account}::uuid is null or u.account_id = ${account}::uuid)
  and (${role}::text is null or u.role = ${role})
  and (${status}::text is null or u.status = ${status})
  and (${search}::text is null
    or strpos(lower(u.name), lower(${search} collate "und-x-icu")) > 0 or strpos(u.email, lower(${search})) > 0)
  and (${after}::uuid is null or u.id < ${after}::uuid)
order by u.id desc
limit ${limit}::int + 1
