-- A device that is known takes no use of a code. Of a new one: the code's use, and the node, or neither.
with known as (select id, status from node where public_key = ${publicKey}),
e as (
  update enrollment set uses = uses + 1
  where code = ${code} and revoked_at is null and expires_at > now() and uses < max_uses and not exists (select from known)
  returning *),
made as (
  insert into node (public_key, provider_id, enrollment_id, name, status, country, city, lat, lon, asn, stated, agent,
    enrolled_from, decided_at, decided_reason)
  select ${publicKey}, provider_id, id, ${name}, case when approves then 'approved' else 'pending' end,
    country, city, lat, lon, asn,
    jsonb_strip_nulls(jsonb_build_object('country', country, 'city', city, 'lat', lat, 'lon', lon, 'asn', asn)),
    ${agent}::jsonb, ${address}::inet,
    case when approves then now() end, case when approves then 'the enrollment code approves its devices' end
  from e
  returning id, status)
select
  coalesce((select id from known), (select id from made)) as node,
  coalesce((select status from known), (select status from made)) as status,
  exists (select from made) as made,
  (select case when revoked_at is not null then 'enrollment_unknown' when expires_at <= now() then 'enrollment_expired'
    else 'enrollment_used' end from enrollment where code = ${code}) as fault
