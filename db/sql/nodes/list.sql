-- Newest first: ids sort by time.
select
  n.id, n.name, n.provider_id as "providerId", p.name as "providerName", n.status, n.policy, n.country, n.city, n.lat, n.lon,
  n.asn::float8 as asn, n.agent, n.public_key as "publicKey", n.enrolled_at as "enrolledAt", n.decided_at as "decidedAt",
  n.decided_by as "decidedBy", n.decided_reason as "decidedReason"
from node n join provider p on p.id = n.provider_id
where (${status}::text is null or n.status = ${status})
  and (${provider}::uuid is null or n.provider_id = ${provider}::uuid)
  and (${country}::text is null or n.country = ${country})
  and (${search}::text is null or strpos(lower(n.name), lower(${search} collate "und-x-icu")) > 0
    or strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0 or strpos(lower(n.city), lower(${search})) > 0
    or strpos(n.id::text, lower(${search})) = 1)
  and (${after}::uuid is null or n.id < ${after}::uuid)
order by n.id desc
limit ${limit}::int + 1
