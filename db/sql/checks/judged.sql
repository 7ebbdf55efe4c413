-- Edges are told only when something that they know has changed.
with facts as (
  update node set verdict = ${verdict}, suspicion = ${suspicion}::smallint, score = ${score}::float8, country = ${country},
    city = ${city}, lat = ${lat}::float8, lon = ${lon}::float8, asn = ${asn}::bigint, network_name = ${networkName},
    line = line_of(${address}::inet)
  where id = ${node}::uuid and (verdict, suspicion, score, country, city, lat, lon, asn, network_name, line)
    is distinct from (${verdict}, ${suspicion}::smallint, ${score}::float8, ${country}, ${city}, ${lat}::float8,
      ${lon}::float8, ${asn}::bigint, ${networkName}, line_of(${address}::inet))
  returning id),
row as (
  insert into node_verdict (node_id, at, verdict, suspicion, score, asn)
  select ${node}::uuid, now(), ${verdict}, ${suspicion}::smallint, ${score}::smallint, ${asn}::bigint
  where ${news}::bool
  on conflict do nothing)
insert into node_check (node_id, verdict, score, tunnel, exit)
values (${node}::uuid, ${verdictJson}::jsonb, ${scoreJson}::jsonb, ${tunnel}::jsonb, ${exit}::jsonb)
on conflict (node_id) do update set
  verdict = excluded.verdict, score = excluded.score, tunnel = excluded.tunnel, exit = excluded.exit
returning exists (select from facts) as told
