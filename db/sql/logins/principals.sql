select s.id as session,
  u.id, u.email, u.name, u.role, u.status, u.locale, u.theme, u.time_zone as "timeZone",
  u.account_id as "accountId", a.name as "accountName", a.status as "accountStatus"
from login_session s
join app_user u on u.id = s.user_id
left join account a on a.id = u.account_id
where s.id = any(${sessions}::uuid[])
  and s.ended_at is null and s.expires_at > now() and u.status = 'active'
