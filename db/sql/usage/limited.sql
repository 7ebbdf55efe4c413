-- What every account and proxy user with a limit in bytes has used today and this month, of these accounts or of all.
with who as (
  select a.id as account_id, a.time_zone, (now() at time zone a.time_zone)::date as today, a.day_bytes, a.month_bytes
  from account a
  where (${accounts}::uuid[] is null or a.id = any(${accounts}::uuid[]))
    and (a.day_bytes is not null or a.month_bytes is not null or exists (
      select 1 from proxy_user p where p.account_id = a.id and p.deleted_at is null
        and (p.day_bytes is not null or p.month_bytes is not null)))),
used as (
  select w.account_id, d.proxy_user_id, coalesce(sum(d.up + d.down) filter (where d.day = w.today), 0) as day, sum(d.up + d.down) as month
  from who w join user_days d on d.account_id = w.account_id
    and d.day >= date_trunc('month', w.today::timestamp)::date and d.day <= w.today
  group by w.account_id, d.proxy_user_id),
holders as (
  select w.account_id, null::uuid as proxy_user_id, w.today, w.day_bytes, w.month_bytes,
    (select sum(u.day) from used u where u.account_id = w.account_id) as day,
    (select sum(u.month) from used u where u.account_id = w.account_id) as month
  from who w where w.day_bytes is not null or w.month_bytes is not null
  union all
  select w.account_id, p.id, w.today, p.day_bytes, p.month_bytes, u.day, u.month
  from who w join proxy_user p on p.account_id = w.account_id and p.deleted_at is null
    and (p.day_bytes is not null or p.month_bytes is not null)
    left join used u on u.proxy_user_id = p.id and u.account_id = w.account_id)
select account_id as account, proxy_user_id as "proxyUser", today::text as today, day_bytes::float8 as "dayLimit",
  month_bytes::float8 as "monthLimit", coalesce(day, 0)::float8 as "dayBytes", coalesce(month, 0)::float8 as "monthBytes"
from holders
