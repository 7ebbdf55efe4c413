-- A visit begins; one that nobody saw end ended by then.
with known as (select id from node where id = ${node}::uuid),
before as (
  update node_visit set left_at = greatest(came_at, ${at}), reason = 'replaced'
  where node_id = (select id from known) and left_at is null and came_at < ${at}),
visit as (
  insert into node_visit (node_id, came_at, edge, address, asn, country, lat, lon)
  select id, ${at}, ${edge}, ${address}::inet, ${asn}::bigint, ${country}, ${lat}::float8, ${lon}::float8 from known
  on conflict do nothing),
seen as (
  update node set online = true, seen_at = greatest(seen_at, ${at}) where id = (select id from known))
insert into node_check (node_id, tunnel_address)
select id, ${address}::inet from known
on conflict (node_id) do update set tunnel_address = excluded.tunnel_address,
  -- From another network it leaves by another way, which is not measured yet.
  exit_address = case when node_check.tunnel_address = excluded.tunnel_address then node_check.exit_address end,
  rtt_ms = case when node_check.tunnel_address = excluded.tunnel_address then node_check.rtt_ms end,
  exit_fault = case when node_check.tunnel_address = excluded.tunnel_address then node_check.exit_fault end
where node_check.at is null or node_check.at < ${at}
