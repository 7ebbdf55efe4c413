-- Today and this month of an account, and its limits.
select a.time_zone as "timeZone", a.day_bytes::float8 as "dayBytes", a.month_bytes::float8 as "monthBytes", t.today::text as today,
  (t.today - interval '1 second') at time zone a.time_zone + interval '1 second' as "dayFrom",
  (t.today + interval '1 day' - interval '1 second') at time zone a.time_zone + interval '1 second' as "dayTo",
  (date_trunc('month', t.today::timestamp) - interval '1 second') at time zone a.time_zone + interval '1 second' as "monthFrom",
  (date_trunc('month', t.today::timestamp) + interval '1 month' - interval '1 second') at time zone a.time_zone
    + interval '1 second' as "monthTo"
from account a cross join lateral (select (now() at time zone a.time_zone)::date as today) t
where a.id = ${account}::uuid
