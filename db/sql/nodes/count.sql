-- Added up once in full, and that by each column.
with groups as (
  select n.status, n.verdict, n.network_type as network, n.country, n.online, count(*) as nodes
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
  group by 1, 2, 3, 4, 5)
select status, verdict, network, country, online, grouping(status, verdict, network, country, online)::int as of,
  sum(nodes)::int as nodes
from groups
group by grouping sets ((status), (verdict), (network), (country), (online))
order by nodes desc
