-- A page of narrow rows first, in an order that has an index; all that is told of a node for those only.
select s.*
from unnest(array(
  select n.id
  from node n
  where node_fits(n, ${search}, ${status}, ${online}::bool, ${provider}::uuid, ${country}, ${network}, ${verdict},
    ${batteryFrom}::real, ${batteryTo}::real, ${scoreFrom}::float8, ${scoreTo}::float8,
    array(select p.id from provider p where strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0))
    and (${after}::uuid is null or n.id < ${after}::uuid)
  order by ${order:raw}
  offset ${skip}::int
  limit ${limit}::int + 1)) with ordinality as page (id, rank)
join node_shown s on s.id = page.id
order by page.rank
