-- Locks the lives of edges that these batches are of, always in one order, and says which numbers of theirs are posted.
insert into usage_epoch (edge, epoch)
select distinct n.edge, n.epoch from json_to_recordset(${numbers}::json) as n (edge text, epoch uuid)
order by n.edge, n.epoch
on conflict (edge, epoch) do update set posted_at = now()
returning edge, epoch, low::float8 as low, ahead::float8[] as ahead
