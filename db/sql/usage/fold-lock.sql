-- One at a time; and of which times the oldest of what is new are, so that there are partitions for them.
select pg_try_advisory_xact_lock(7287234919) as mine, to_timestamp(min(o.first)::float8 * 60) as first, to_timestamp(max(o.last)::float8 * 60) as last
from (
  select (select min(m) from unnest(t.minutes) m) as first, (select max(m) from unnest(t.minutes) m) as last
  from usage_tail t order by t.id limit ${most}::int) o
