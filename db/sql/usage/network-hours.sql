-- Hours of the zone; with `step` day or month its days and months, by hours.
select date_trunc(${step}, at, ${zone}) as at, case ${by} when 'country' then country when 'edge' then edge when 'provider' then provider_id::text else '' end as key,
  sum(up)::float8 as up, sum(down)::float8 as down
from network_hours
where bucket >= ${from}::timestamptz and bucket < ${to}::timestamptz
  and (${edge}::text is null or edge = ${edge})
  and (${provider}::uuid is null or provider_id = ${provider}::uuid)
  and (${country}::text is null or country = ${country})
group by 1, 2
