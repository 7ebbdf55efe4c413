-- Days, or months, of the zone that they were counted in.
select (date_trunc(${step}, day::timestamp) - interval '1 second') at time zone ${zone} + interval '1 second' as at, case ${by} when 'country' then country when 'proxyUser' then proxy_user_id::text when 'account' then account_id::text else '' end as key,
  sum(up)::float8 as up, sum(down)::float8 as down
from user_days
where day >= (${from}::timestamptz at time zone ${zone})::date and day < (${to}::timestamptz at time zone ${zone})::date
  and (${account}::uuid is null or account_id = ${account}::uuid)
  and (${proxyUser}::uuid is null or proxy_user_id = ${proxyUser}::uuid)
  and (${country}::text is null or country = ${country})
group by 1, 2
