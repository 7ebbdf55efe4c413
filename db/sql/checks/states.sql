select at, level, charging, temperature, network_type as network, generation, metered, signal, resting from node_state
where node_id = ${node}::uuid and at > ${since} order by at limit ${limit}::int
