-- Newest first: ids sort by time.
select
  e.id, e.provider_id as "providerId", p.name as "providerName", e.hint, e.note, e.uses, e.max_uses as "maxUses",
  e.expires_at as "expiresAt", e.revoked_at as "revokedAt", e.approves, e.created_at as "createdAt",
  e.country, e.city, e.lat, e.lon, e.asn::float8 as asn
from enrollment e join provider p on p.id = e.provider_id
where (${provider}::uuid is null or e.provider_id = ${provider}::uuid)
  and (${after}::uuid is null or e.id < ${after}::uuid)
order by e.id desc
limit ${limit}::int + 1
