-- Days, or months, of the zone that they were counted in.
select (date_trunc(${step}, day::timestamp) - interval '1 second') at time zone ${zone} + interval '1 second' as at, case ${by} when 'country' then country when 'edge' then edge when 'provider' then provider_id::text else '' end as key,
  sum(up)::float8 as up, sum(down)::float8 as down
from network_days
where day >= (${from}::timestamptz at time zone ${zone})::date and day < (${to}::timestamptz at time zone ${zone})::date
  and (${edge}::text is null or edge = ${edge})
  and (${provider}::uuid is null or provider_id = ${provider}::uuid)
  and (${country}::text is null or country = ${country})
group by 1, 2
