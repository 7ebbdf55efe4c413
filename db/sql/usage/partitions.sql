-- One process at a time, or two that begin at once would make the same table.
with alone as materialized (select pg_advisory_xact_lock(7287234920))
select usage_partitions(${moments}::timestamptz[]) from alone
