-- Minutes of those accounts that carried most in these hours; all others are what the network carried besides.
with most as materialized (
  select account_id from account_steps
  where step = 'hour' and at >= date_trunc('hour', ${from}::timestamptz, 'UTC') and at < ${to}::timestamptz
  group by account_id order by sum(up + down) desc, account_id limit ${most}::int),
own as materialized (
  select at, account_id, sum(up) as up, sum(down) as down
  from user_minutes
  where account_id = any(array(select account_id from most))
    and bucket >= date_trunc('hour', ${from}::timestamptz, 'UTC') and bucket < ${to}::timestamptz
    and at >= ${from}::timestamptz and at < ${to}::timestamptz
  group by 1, 2),
named as (select at, sum(up) as up, sum(down) as down from own group by 1),
network as (
  select at, sum(up) as up, sum(down) as down
  from network_minutes
  where bucket >= date_trunc('hour', ${from}::timestamptz, 'UTC') and bucket < ${to}::timestamptz
    and at >= ${from}::timestamptz and at < ${to}::timestamptz
  group by 1)
select at, account_id::text as key, up::float8 as up, down::float8 as down from own
union all
select a.at, 'others', (a.up - coalesce(n.up, 0))::float8, (a.down - coalesce(n.down, 0))::float8
from network a left join named n on n.at = a.at
where a.up + a.down > coalesce(n.up + n.down, 0)
