insert into node_check as c (node_id, at, tunnel_address, exit_address, exit_fault, rtt_ms, bytes_per_second, time_zone, path,
  edge_place, opened, failed)
select id, ${at}, ${tunnel}::inet, ${exit}::inet, ${exitFault}, ${rttMs}::real, ${bytesPerSecond}::bigint, ${timeZone},
  ${path}::jsonb, ${edgePlace}::jsonb, ${opened}::real, ${failed}::real
from node where id = ${node}::uuid
on conflict (node_id) do update set
  at = excluded.at, tunnel_address = excluded.tunnel_address, exit_address = excluded.exit_address,
  exit_fault = excluded.exit_fault,
  rtt_ms = coalesce(excluded.rtt_ms, c.rtt_ms), bytes_per_second = coalesce(excluded.bytes_per_second, c.bytes_per_second),
  time_zone = coalesce(excluded.time_zone, c.time_zone), path = coalesce(excluded.path, c.path),
  edge_place = coalesce(excluded.edge_place, c.edge_place),
  opened = c.opened * 0.5 ^ (extract(epoch from now() - c.counted_at) / 86400) + excluded.opened,
  failed = c.failed * 0.5 ^ (extract(epoch from now() - c.counted_at) / 86400) + excluded.failed,
  counted_at = now()
-- The same report again, or an older one, changes nothing.
where c.at is null or c.at < excluded.at
