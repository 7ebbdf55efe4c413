with row as (
  insert into node_state (node_id, at, level, charging, temperature, network_type, generation, metered, signal, resting)
  select id, ${at}, ${level}::real, ${charging}::bool, ${temperature}::real, ${network}, ${generation}, ${metered}::bool,
    ${signal}::real, ${resting}
  from node where id = ${node}::uuid
  on conflict do nothing)
update node set battery = ${level}::real, charging = ${charging}::bool, network_type = ${network},
  seen_at = ${at}
where id = ${node}::uuid and (seen_at is null or seen_at <= ${at})
