-- A page of narrow rows first, in an order that has an index; all that is told of a node for those only.
select s.*
from unnest(array(
  select n.id
  from node n
  where (${status}::text is null or n.status = ${status})
    and (${online}::bool is null or n.online = ${online}::bool)
    and (${provider}::uuid is null or n.provider_id = ${provider}::uuid)
    and (${country}::text is null or n.country = ${country})
    and (${network}::text is null or n.network_type = ${network})
    and (${verdict}::text is null or n.verdict = ${verdict})
    and (${batteryFrom}::real is null or n.battery >= ${batteryFrom}::real)
    and (${batteryTo}::real is null or n.battery <= ${batteryTo}::real)
    and (${scoreFrom}::float8 is null or n.score >= ${scoreFrom}::float8)
    and (${scoreTo}::float8 is null or n.score <= ${scoreTo}::float8)
    and (${search}::text is null
      or strpos(n.words, lower(${search} collate "und-x-icu") collate "C") > 0
      or n.provider_id = any(array(
        select p.id from provider p where strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0)))
    and (${after}::uuid is null or n.id < ${after}::uuid)
  order by ${order:raw}
  offset ${skip}::int
  limit ${limit}::int + 1)) with ordinality as page (id, rank)
join node_shown s on s.id = page.id
order by page.rank
