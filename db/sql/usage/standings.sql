-- What each proxy user of an account has used today and this month, and its limits.
with used as (
  select proxy_user_id,
    coalesce(sum(up) filter (where day = ${today}::date), 0)::float8 as "dayUp",
    coalesce(sum(down) filter (where day = ${today}::date), 0)::float8 as "dayDown",
    sum(up)::float8 as "monthUp", sum(down)::float8 as "monthDown"
  from user_days
  where account_id = ${account}::uuid and day >= date_trunc('month', ${today}::timestamp)::date and day <= ${today}::date
  group by proxy_user_id),
own as (select * from proxy_user where account_id = ${account}::uuid)
select coalesce(u.proxy_user_id, p.id) as id, coalesce(p.login, '') as login, p.deleted_at is not null as gone,
  p.day_bytes::float8 as "dayBytes", p.month_bytes::float8 as "monthBytes",
  coalesce(u."dayUp", 0) as "dayUp", coalesce(u."dayDown", 0) as "dayDown",
  coalesce(u."monthUp", 0) as "monthUp", coalesce(u."monthDown", 0) as "monthDown"
from used u full join own p on p.id = u.proxy_user_id
where u.proxy_user_id is not null or (p.deleted_at is null and (p.day_bytes is not null or p.month_bytes is not null))
