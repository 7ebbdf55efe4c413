-- What is new moves into the tables at once: whoever reads sees it in one of both places, never in none or twice. So many
-- cells, and the rest of the last row, that it is done long before a statement must be.
with oldest as (
  select id, cardinality(minutes) as cells from usage_tail order by id limit ${rows}::int),
moved as (
  delete from usage_tail t
  where id in (select id from (select id, sum(cells) over (order by id) - cells as before from oldest) o where before < ${cells}::int)
  returning t),
cell as materialized (
  select (m.t).account_id, c.*, extract(minute from c.minute at time zone 'UTC')::int as m
  from moved m left join account a on a.id = (m.t).account_id
    cross join lateral usage_cells(m.t, coalesce(a.time_zone, 'UTC')) c),
user_hour as (
  insert into usage_hour as h (account_id, at, proxy_user_id, country, up, down, minutes_up, minutes_down)
  select account_id, bucket, proxy_user_id, country, sum(up), sum(down),
    usage_minutes(array_agg(m), array_agg(up)), usage_minutes(array_agg(m), array_agg(down))
  from cell group by account_id, bucket, proxy_user_id, country
  on conflict (account_id, at, proxy_user_id, country) do update
  set up = h.up + excluded.up, down = h.down + excluded.down,
    minutes_up = usage_added(h.minutes_up, excluded.minutes_up), minutes_down = usage_added(h.minutes_down, excluded.minutes_down)),
user_day as (
  insert into usage_day as d (account_id, day, proxy_user_id, country, up, down)
  select account_id, day, proxy_user_id, country, sum(up), sum(down) from cell group by account_id, day, proxy_user_id, country
  on conflict (account_id, day, proxy_user_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down),
node_hour as (
  insert into node_usage_hour as h (node_id, at, account_id, provider_id, country, up, down, minutes_up, minutes_down)
  select node_id, bucket, account_id, provider_id, country, sum(up), sum(down),
    usage_minutes(array_agg(m), array_agg(up)), usage_minutes(array_agg(m), array_agg(down))
  from cell group by node_id, bucket, account_id, provider_id, country
  on conflict (node_id, at, account_id, provider_id, country) do update
  set up = h.up + excluded.up, down = h.down + excluded.down,
    minutes_up = usage_added(h.minutes_up, excluded.minutes_up), minutes_down = usage_added(h.minutes_down, excluded.minutes_down)),
node_day as (
  insert into node_usage_day as d (account_id, day, node_id, provider_id, country, up, down)
  select account_id, day, node_id, provider_id, country, sum(up), sum(down)
  from cell group by account_id, day, node_id, provider_id, country
  on conflict (account_id, day, node_id, provider_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down),
-- Of each posting there is one row of sums, with at most twice as many cells.
oldest_sums as materialized (
  select id, sum(cells) over (order by id) - cells as cells_before
  from (select id, cardinality(minutes) + cardinality(account_minutes) as cells from network_usage_tail order by id limit ${rows}::int) t),
sums as (
  delete from network_usage_tail t where id in (select id from oldest_sums where cells_before < 2 * ${cells}::int) returning t.*),
network_cell as materialized (
  select c.*, to_timestamp(c.minute::float8 * 60) as at, c.minute % 60 as m
  from sums s cross join lateral unnest(s.minutes, s.edges, s.providers, s.countries, s.ups, s.downs)
    as c (minute, edge, provider_id, country, up, down)),
network_hour as (
  insert into network_usage_hour as h (at, edge, provider_id, country, up, down, minutes_up, minutes_down)
  select date_trunc('hour', at, 'UTC'), edge, provider_id, country, sum(up), sum(down),
    usage_minutes(array_agg(m), array_agg(up)), usage_minutes(array_agg(m), array_agg(down))
  from network_cell group by 1, 2, 3, 4
  on conflict (at, edge, provider_id, country) do update
  set up = h.up + excluded.up, down = h.down + excluded.down,
    minutes_up = usage_added(h.minutes_up, excluded.minutes_up), minutes_down = usage_added(h.minutes_down, excluded.minutes_down)),
network_day as (
  insert into network_usage_day as d (day, edge, provider_id, country, up, down)
  select (at at time zone 'UTC')::date, edge, provider_id, country, sum(up), sum(down) from network_cell group by 1, 2, 3, 4
  on conflict (day, edge, provider_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down),
account_step as (
  insert into account_usage as u (step, at, account_id, up, down)
  select p.step, date_trunc(p.step, to_timestamp(c.minute::float8 * 60), 'UTC'), c.account_id, sum(c.up), sum(c.down)
  from sums s cross join lateral unnest(s.account_minutes, s.accounts, s.account_ups, s.account_downs) as c (minute, account_id, up, down)
    cross join (values ('hour'), ('day'), ('month')) as p (step)
  group by 1, 2, 3
  on conflict (step, at, account_id) do update set up = u.up + excluded.up, down = u.down + excluded.down)
select count(*)::int as rows, (select count(*) from cell)::int as cells
from moved
