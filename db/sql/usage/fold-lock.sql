-- One at a time; and of which days there is something new, so that there are partitions for it.
select pg_try_advisory_xact_lock(7287234919) as mine,
  (select coalesce(array_agg(distinct to_timestamp((m / 1440)::float8 * 86400)), '{}') from usage_tail t, unnest(t.minutes) m) as days
