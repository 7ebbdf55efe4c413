-- What is null stays. Who is made active without ever having confirmed their address is to confirm it first.
-- The last active admin can neither be demoted nor disabled: whoever takes an admin
-- away first locks the others, in one order, so of two who take away each other one finds nobody left.
with admins as materialized (
  select id from app_user
  where role = 'admin' and status = 'active'
    and (${role}::text <> 'admin' or ${status}::text <> 'active')
  order by id for update),
u as (
  update app_user set
    name = coalesce(${name}, name),
    role = coalesce(${role}, role),
    status = case when ${status}::text = 'active' and confirmed_at is null then 'unconfirmed' else coalesce(${status}, status) end,
    proof_version = proof_version + coalesce(${role}::text <> role or ${status}::text <> status, false)::int,
    locale = coalesce(${locale}, locale),
    theme = coalesce(${theme}, theme),
    time_zone = coalesce(${timeZone}, time_zone)
  where id = ${id}::uuid
    and not (role = 'admin' and status = 'active'
      and coalesce(${role}::text <> 'admin' or ${status}::text <> 'active', false)
      and (select count(*) from admins where admins.id <> ${id}::uuid) = 0)
  returning *)
select exists (select from app_user where id = ${id}::uuid) as known,
  u.id, u.email, u.name, u.role, u.status, u.locale, u.theme, u.time_zone as "timeZone",
  u.created_at as "createdAt", u.last_seen_at as "lastSeenAt", u.account_id as "accountId", a.name as "accountName"
from (select) as always left join u on true left join account a on a.id = u.account_id
