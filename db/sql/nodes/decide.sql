with n as (
  update node set status = ${status}, decided_at = now(), decided_by = ${by}, decided_reason = ${reason}
  where id = ${id}::uuid
  returning *)
select
  n.id, n.name, n.provider_id as "providerId", p.name as "providerName", n.status, n.policy, n.country, n.city, n.lat, n.lon,
  n.asn::float8 as asn, n.agent, n.public_key as "publicKey", n.enrolled_at as "enrolledAt", n.decided_at as "decidedAt",
  n.decided_by as "decidedBy", n.decided_reason as "decidedReason"
from n join provider p on p.id = n.provider_id
