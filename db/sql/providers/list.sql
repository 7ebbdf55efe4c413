-- By name. The cursor is a provider's id, resolved here.
select p.id, p.name, p.created_at as "createdAt", (select count(*) from node n where n.provider_id = p.id)::int as nodes
from provider p
where (${search}::text is null or strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0)
  and (${after}::uuid is null or (p.name, p.id) > (select b.name, b.id from provider b where b.id = ${after}::uuid))
order by p.name, p.id
limit ${limit}::int + 1
