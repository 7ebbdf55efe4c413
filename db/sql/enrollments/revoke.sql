with e as (
  update enrollment set revoked_at = now() where id = ${id}::uuid and revoked_at is null
  returning *)
select
  e.id, e.provider_id as "providerId", p.name as "providerName", e.hint, e.note, e.uses, e.max_uses as "maxUses",
  e.expires_at as "expiresAt", e.revoked_at as "revokedAt", e.approves, e.created_at as "createdAt",
  e.country, e.city, e.lat, e.lon, e.asn::float8 as asn
from e join provider p on p.id = e.provider_id
