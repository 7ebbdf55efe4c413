-- From a day before: in zones west of UTC what begins a month or a year is still of the one before. And one process at a
-- time, or two that begin at once would make the same table.
with alone as materialized (select pg_advisory_xact_lock(7287234920))
select usage_partitions(${first}::timestamptz - interval '1 day', ${last}::timestamptz) from alone
