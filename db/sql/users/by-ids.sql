select
  u.id, u.email, u.name, u.role, u.status, u.locale, u.theme, u.time_zone as "timeZone",
  u.created_at as "createdAt", u.last_seen_at as "lastSeenAt", u.account_id as "accountId", a.name as "accountName"
from app_user u left join account a on a.id = u.account_id
where u.id = any(${ids}::uuid[])
