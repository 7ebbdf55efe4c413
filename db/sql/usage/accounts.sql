-- Hours, days or months of UTC of those accounts that carried most, and of all others together.
with own as materialized (
  select at, account_id, up, down from account_steps
  where step = ${step} and at >= ${from}::timestamptz and at < ${to}::timestamptz),
most as (select account_id from own group by account_id order by sum(up + down) desc, account_id limit ${most}::int)
select at, coalesce(account_id::text, 'others') as key, up, down
from (
  select o.at, m.account_id, sum(o.up)::float8 as up, sum(o.down)::float8 as down
  from own o left join most m on m.account_id = o.account_id
  group by 1, 2) s
