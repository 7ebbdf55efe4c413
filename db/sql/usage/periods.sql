-- Today and this month of an account, and its limits.
select a.time_zone as "timeZone", a.day_bytes::float8 as "dayBytes", a.month_bytes::float8 as "monthBytes", t.today::text as today,
  t.today::timestamp at time zone a.time_zone as "dayFrom", (t.today + 1)::timestamp at time zone a.time_zone as "dayTo",
  date_trunc('month', t.today::timestamp) at time zone a.time_zone as "monthFrom",
  (date_trunc('month', t.today::timestamp) + interval '1 month') at time zone a.time_zone as "monthTo"
from account a cross join lateral (select (now() at time zone a.time_zone)::date as today) t
where a.id = ${account}::uuid
