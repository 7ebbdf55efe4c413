-- Whatever is not visible to this snapshot was written by a transaction of this number or a later one.
select pg_snapshot_xmin(pg_current_snapshot())::text as mark
