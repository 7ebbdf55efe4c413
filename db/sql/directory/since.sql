-- What edges must know of that was written since, as protocol/directory.ts has it; some at a time, by id.
-- A node obeys its own rules before its provider's, and those before the network's; one whose provider is stopped is
-- suspended for edges, whatever it is here.
select id::text, entry from (
  (select id, jsonb_build_object('kind', 'account', 'id', id, 'revision', revision, 'standing', status,
     'timeZone', time_zone, 'limits', jsonb_build_object('dayBytes', day_bytes, 'monthBytes', month_bytes)) as entry
   from account where changed_xid >= ${mark}::xid8 and id > ${after}::uuid order by id limit ${limit}::int)
  union all
  (select id, jsonb_build_object('kind', 'proxyUser', 'id', id, 'revision', revision, 'gone', deleted_at is not null,
     'account', account_id, 'login', login, 'secret', secret, 'allowIps', to_jsonb(allow_ips), 'enabled', enabled,
     'limits', jsonb_build_object('maxConnections', max_connections, 'dayBytes', day_bytes, 'monthBytes', month_bytes,
       'bytesPerSecond', bytes_per_second)) as entry
   from proxy_user where changed_xid >= ${mark}::xid8 and id > ${after}::uuid order by id limit ${limit}::int)
  union all
  (select n.id, jsonb_build_object('kind', 'node', 'id', n.id, 'revision', n.revision, 'publicKey', n.public_key,
     'provider', n.provider_id, 'name', n.name, 'policy', d.policy || p.policy || n.policy, 'score', n.score,
     'verdict', n.verdict,
     'status', case when n.status = 'approved' and p.stopped_at is not null then 'suspended' else n.status end,
     'place', jsonb_build_object('country', n.country, 'city', n.city, 'lat', n.lat, 'lon', n.lon, 'asn', n.asn)) as entry
   from node n join provider p on p.id = n.provider_id cross join network_policy d
   where n.changed_xid >= ${mark}::xid8 and n.id > ${after}::uuid order by n.id limit ${limit}::int)
  union all
  (select id, jsonb_build_object('kind', 'enrollment', 'id', id, 'revision', revision,
     'gone', revoked_at is not null or expires_at < now() - interval '1 day', 'code', code,
     'expiresAt', (extract(epoch from expires_at) * 1000)::bigint, 'usesLeft', max_uses - uses) as entry
   from enrollment where changed_xid >= ${mark}::xid8 and id > ${after}::uuid order by id limit ${limit}::int)
) as changed
order by id
limit ${limit}::int
