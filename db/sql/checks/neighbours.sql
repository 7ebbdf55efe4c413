-- Nodes that leave by this line now.
select id from node where line = line_of(${address}::inet) and online and status <> 'rejected' limit ${limit}::int
