-- Of periods that still run and limits that still stand; latest first.
select p.id as "proxyUser", p.login, w.period, w.since::text as since, w.percent, w.limit_bytes::float8 as "limit", w.at
from usage_warning w left join proxy_user p on p.id = w.proxy_user_id
  join account a on a.id = w.account_id
where w.account_id = ${account}::uuid
  and ((w.period = 'day' and w.since = ${today}::date) or (w.period = 'month' and w.since = date_trunc('month', ${today}::timestamp)::date))
  and w.limit_bytes = case
    when w.proxy_user_id = '00000000-0000-0000-0000-000000000000' then case w.period when 'day' then a.day_bytes else a.month_bytes end
    else case w.period when 'day' then p.day_bytes else p.month_bytes end end
  and p.deleted_at is null
order by w.at desc, w.percent desc
limit 100
