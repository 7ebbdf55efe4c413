-- Added up once in full, and that by each column.
with groups as (
  select n.status, n.verdict, n.network_type as network, n.country, n.online, count(*) as nodes
  from node n
  where node_fits(n, ${search}, ${status}, ${online}::bool, ${provider}::uuid, ${country}, ${network}, ${verdict},
    ${batteryFrom}::real, ${batteryTo}::real, ${scoreFrom}::float8, ${scoreTo}::float8,
    array(select p.id from provider p where strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0))
  group by 1, 2, 3, 4, 5)
select status, verdict, network, country, online, grouping(status, verdict, network, country, online)::int as of,
  sum(nodes)::int as nodes
from groups
group by grouping sets ((status), (verdict), (network), (country), (online))
order by nodes desc
