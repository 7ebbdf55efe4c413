-- A range widened to whole steps of the zone, and where each step begins. A day begins a second after the one before
-- has ended: in zones that turn back their clocks at one in the morning midnight comes twice.
with asked as (
  select case when length(${from}) = 10 then (${from}::timestamp - interval '1 second') at time zone ${zone} + interval '1 second'
      else ${from}::timestamptz end as a,
    case when length(${to}) = 10 then (${to}::timestamp - interval '1 second') at time zone ${zone} + interval '1 second'
      else ${to}::timestamptz end as b),
whole as (
  select a, b,
    case when ${step} in ('day', 'month')
      then (date_trunc(${step}, a at time zone ${zone}) - interval '1 second') at time zone ${zone} + interval '1 second'
      else date_trunc(${step}, a, ${zone}) end as first,
    case when ${step} in ('day', 'month')
      then (date_trunc(${step}, (b - interval '1 microsecond') at time zone ${zone}) + ('1 ' || ${step})::interval - interval '1 second')
        at time zone ${zone} + interval '1 second'
      when date_trunc(${step}, b, ${zone}) = b then b
      else date_trunc(${step}, b, ${zone}) + ('1 ' || ${step})::interval end as last
  from asked)
select first as "from", last as "to", a < b as forward,
  extract(epoch from last - first)::float8 / case ${step} when 'minute' then 60 when 'hour' then 3600 when 'day' then 86400 else 2592000 end as steps,
  case when a < b and last - first < make_interval(secs => ${most}::float8 * case ${step} when 'minute' then 60 when 'hour' then 3600 when 'day' then 86400 else 2592000 end)
    then array(
      select case when ${step} in ('day', 'month') then (s - interval '1 second') at time zone ${zone} + interval '1 second'
        else s at time zone 'UTC' end
      from generate_series(
        case when ${step} in ('day', 'month') then date_trunc(${step}, first at time zone ${zone}) else first at time zone 'UTC' end,
        (last - interval '1 second') at time zone case when ${step} in ('day', 'month') then ${zone} else 'UTC' end,
        ('1 ' || ${step})::interval) s)
    else '{}' end as starts
from whole
