-- Those of which the databases of places might say something new: all that are there, and all that wait.
select id from node where (online or status = 'pending') and id > ${after}::uuid order by id limit ${limit}::int
