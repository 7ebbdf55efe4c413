select id from node where line = line_of(${address}::inet) and id <> ${node}::uuid and online and status <> 'rejected' limit ${limit}::int
