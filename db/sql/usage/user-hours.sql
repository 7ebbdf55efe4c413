-- Hours of the zone; with `step` day or month its days and months, by hours.
select date_trunc(${step}, at, ${zone}) as at, case ${by} when 'country' then country when 'proxyUser' then proxy_user_id::text when 'account' then account_id::text else '' end as key,
  sum(up)::float8 as up, sum(down)::float8 as down
from user_hours
where bucket >= ${from}::timestamptz and bucket < ${to}::timestamptz
  and (${account}::uuid is null or account_id = ${account}::uuid)
  and (${proxyUser}::uuid is null or proxy_user_id = ${proxyUser}::uuid)
  and (${country}::text is null or country = ${country})
group by 1, 2
