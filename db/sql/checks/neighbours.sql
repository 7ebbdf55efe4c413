select id from node where exit_net = ${net}::inet and id <> ${node}::uuid and online and status <> 'rejected' limit ${limit}::int
