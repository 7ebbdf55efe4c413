with p as (insert into provider (name) values (${name}) returning *)
select p.id, p.name, p.created_at as "createdAt", (select count(*) from node n where n.provider_id = p.id)::int as nodes
from p
