-- None when there is no such provider.
with e as (
  insert into enrollment (provider_id, code, hint, note, max_uses, expires_at, approves, country, city, lat, lon, asn, created_by)
  select id, ${code}, ${hint}, ${note}, ${maxUses}::int, now() + ${days}::int * interval '1 day', ${approves}, ${country},
    ${city}, ${lat}::float8, ${lon}::float8, ${asn}::bigint, ${createdBy}::uuid
  from provider where id = ${provider}::uuid
  returning *)
select
  e.id, e.provider_id as "providerId", p.name as "providerName", e.hint, e.note, e.uses, e.max_uses as "maxUses",
  e.expires_at as "expiresAt", e.revoked_at as "revokedAt", e.approves, e.created_at as "createdAt",
  e.country, e.city, e.lat, e.lon, e.asn::float8 as asn
from e join provider p on p.id = e.provider_id
