-- One at a time; and of which times there is something new, so that there are partitions for it.
select pg_try_advisory_xact_lock(7287234919) as mine,
  (select to_timestamp(min(m)::float8 * 60) from usage_tail t, unnest(t.minutes) m) as first,
  (select to_timestamp(max(m)::float8 * 60) from usage_tail t, unnest(t.minutes) m) as last
