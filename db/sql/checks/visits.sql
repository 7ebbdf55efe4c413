select came_at as "from", left_at as "to", edge, host(address) as address, reason as left from node_visit
where node_id = ${node}::uuid and coalesce(left_at, now()) > ${since} order by came_at desc limit ${limit}::int
