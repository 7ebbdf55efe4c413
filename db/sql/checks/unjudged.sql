-- Those of which the databases of places might say something new: all that are there, and all that wait; or, of them, those
-- of which nothing could be said so far.
select id from node
where (online or status = 'pending') and (not ${unknown}::bool or verdict is null or verdict = 'unknown')
  and id > ${after}::uuid
order by id limit ${limit}::int
