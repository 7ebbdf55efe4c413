-- A range widened to whole steps of the zone, and where each step begins.
with asked as (
  select case when length(${from}) = 10 then ${from}::timestamp at time zone ${zone} else ${from}::timestamptz end as a,
    case when length(${to}) = 10 then ${to}::timestamp at time zone ${zone} else ${to}::timestamptz end as b),
whole as (
  select a, b, date_trunc(${step}, a, ${zone}) as first,
    case when date_trunc(${step}, b, ${zone}) = b then b
      when ${step} in ('day', 'month') then (date_trunc(${step}, b at time zone ${zone}) + ('1 ' || ${step})::interval) at time zone ${zone}
      else date_trunc(${step}, b, ${zone}) + ('1 ' || ${step})::interval end as last
  from asked)
select first as "from", last as "to", a < b as forward,
  extract(epoch from last - first)::float8 / case ${step} when 'minute' then 60 when 'hour' then 3600 when 'day' then 86400 else 2592000 end as steps,
  case when a < b and last - first < make_interval(secs => ${most}::float8 * case ${step} when 'minute' then 60 when 'hour' then 3600 when 'day' then 86400 else 2592000 end)
    then array(
      select case when ${step} in ('day', 'month') then s at time zone ${zone} else s at time zone 'UTC' end
      from generate_series(
        first at time zone case when ${step} in ('day', 'month') then ${zone} else 'UTC' end,
        (last at time zone case when ${step} in ('day', 'month') then ${zone} else 'UTC' end) - interval '1 second',
        ('1 ' || ${step})::interval) s)
    else '{}' end as starts
from whole
