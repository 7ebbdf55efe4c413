-- All that a node is judged by; its row is held until it is.
with n as (select * from node where id = ${node}::uuid for update),
day as (
  select * from node_visit
  where node_id = ${node}::uuid and coalesce(left_at, now()) > now() - interval '1 day' and came_at < now())
select
  n.id, n.name, n.status, n.stated, n.score as "scoreWas", n.suspicion as "suspicionWas", n.verdict as "verdictWas",
  n.network_type as network, host(c.tunnel_address) as tunnel, host(c.exit_address) as exit, c.at, c.rtt_ms as "rttMs",
  c.bytes_per_second::float8 as "bytesPerSecond", c.time_zone as "timeZone", c.path, c.edge_place as "edgePlace",
  coalesce(c.accepted, '{}') as accepted, coalesce(c.opened, 0) as opened, coalesce(c.failed, 0) as failed,
  (select coalesce(
     extract(epoch from sum(coalesce(left_at, now()) - greatest(came_at, now() - interval '1 day'))), 0)::float8
   from day) as "onlineSeconds",
  least(86400, extract(epoch from now() - n.enrolled_at))::float8 as "lifeSeconds",
  (select count(*) from day where reason = 'lost')::int as losses,
  (select avg(case when level is null or charging or level >= 0.2 then 1 else 0 end)::float8 from node_state
   where node_id = ${node}::uuid and at > now() - interval '1 day') as battery,
  coalesce((select jsonb_agg(jsonb_build_object('at', extract(epoch from came_at) * 1000, 'asn', asn, 'country', country,
     'lat', lat, 'lon', lon) order by came_at) from day where left_at is not null), '[]') as earlier
from n left join node_check c on c.node_id = n.id
