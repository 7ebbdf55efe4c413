-- One at a time; and of which days there is something among the oldest, so that there are partitions for it.
select pg_try_advisory_xact_lock(7287234919) as mine,
  array(
    select distinct to_timestamp((minute / 1440)::float8 * 86400) from (
      select unnest(minutes) as minute from (select minutes from usage_tail order by id limit ${rows}::int) t
      union all
      select unnest(minutes) from (select minutes from network_usage_tail order by id limit ${rows}::int) t) m) as days
