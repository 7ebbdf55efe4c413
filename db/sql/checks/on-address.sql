-- Nodes that leave from the same line now.
select count(*)::int as nodes from node
where exit_net = ${net}::inet and id <> ${node}::uuid and online and status <> 'rejected'
