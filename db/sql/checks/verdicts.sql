select at, verdict, suspicion, score, asn::float8 as asn from node_verdict
where node_id = ${node}::uuid and at > ${since} order by at desc limit ${limit}::int
