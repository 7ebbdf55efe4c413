-- No row when the address is taken.
with u as (
  insert into app_user (email, name, role, account_id, status, confirmed_at, password_hash, locale, time_zone)
  values (lower(${email}), ${name}, ${role}, ${account}::uuid, ${status},
    case when ${status} = 'active' then now() end, ${passwordHash}, ${locale}, ${timeZone})
  on conflict (email) do nothing
  returning *)
select
  u.id, u.email, u.name, u.role, u.status, u.locale, u.theme, u.time_zone as "timeZone",
  u.created_at as "createdAt", u.last_seen_at as "lastSeenAt", u.account_id as "accountId", a.name as "accountName"
from u left join account a on a.id = u.account_id
