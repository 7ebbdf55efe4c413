-- Each once; answers the new ones, and who is to hear of them.
with given as (
  select w.account, coalesce(w."proxyUser", '00000000-0000-0000-0000-000000000000') as proxy_user, w.period, w.since, w.percent, w."limit"
  from json_to_recordset(${warnings}::json) as w (account uuid, "proxyUser" uuid, period text, since date, percent int, "limit" bigint)),
new as (
  insert into usage_warning (account_id, proxy_user_id, period, since, percent, limit_bytes)
  select account, proxy_user, period, since, percent, "limit" from given
  on conflict do nothing
  returning *)
select n.account_id as account, p.id as "proxyUser", p.login, n.period, n.since::text as since, n.percent,
  n.limit_bytes::float8 as "limit", n.at,
  coalesce((select array_agg(u.id::text) from app_user u where u.account_id = n.account_id and u.status = 'active'), '{}') as users
from new n left join proxy_user p on p.id = n.proxy_user_id
order by n.id
