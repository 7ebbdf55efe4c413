/** Nothing of it is worth a log: it is made again. */
export const unlogged = `
select format('alter table %I set unlogged', c.relname) as statement
from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
where p.relkind = 'p' and c.relkind = 'r' and p.relname like '%usage%'`

export const fillScene = `
create unlogged table fill_account as
select n, new_id() as id, (\${zones}::text[])[1 + n % cardinality(\${zones}::text[])] as time_zone,
  array[new_id(), new_id()] as users, 'edge-' || 1 + n % \${edges} as edge, n % \${busyEvery} = 0 as busy
from generate_series(0, \${accounts} - 1) n;
insert into account (id, name, time_zone, day_bytes, month_bytes)
select id, 'account ' || n, time_zone, 1e12, case when n % 3 = 0 then 1000 else 1e13 end from fill_account;
insert into proxy_user (id, account_id, login, secret, month_bytes)
select users[u], id, 'user_' || n || '_' || u, 'none', case u when 1 then 1e12 end from fill_account, generate_series(1, 2) u;
insert into usage_warning (account_id, proxy_user_id, period, since, percent, limit_bytes)
select id, '00000000-0000-0000-0000-000000000000', 'month', date_trunc('month', now() at time zone time_zone)::date, p, 1000
from fill_account, unnest(array[80, 100]) p where n % 3 = 0;
create unlogged table fill_provider as select i, new_id() as id from generate_series(0, \${providers} - 1) i;
insert into provider (id, name) select id, 'provider ' || i from fill_provider;
create unlogged table fill_node as
select n as i, new_id() as id, p.id as provider_id
from generate_series(0, 239) n join fill_provider p on p.i = n / cardinality(\${countries}::text[]) % \${providers};
insert into node (id, public_key, provider_id, name, status, policy, agent)
select id, id::text, provider_id, 'node ' || i, 'approved', '{}', '{}' from fill_node;
drop table fill_provider;
create unlogged table fill_kind as
select k, array_agg(1000::bigint * (k + 1) + 7 * m order by m) as ups, array_agg(20000::bigint * (k + 1) + 131 * m order by m) as downs,
  sum(1000::bigint * (k + 1) + 7 * m)::bigint as up, sum(20000::bigint * (k + 1) + 131 * m)::bigint as down
from generate_series(0, \${kinds} - 1) k, generate_series(0, 59) m group by k;
analyze fill_account, fill_node, fill_kind`

/** Who carried in each hour: a row for each row of the tables by hour. */
const who = `
select a.id as account_id, a.time_zone, h.at, a.users[1 + w % 2] as proxy_user_id,
  (\${countries}::text[])[1 + (a.n + 5 * (w / 2)) % cardinality(\${countries}::text[])] as country,
  n.id as node_id, n.provider_id, a.edge, (a.n + h.hour + w) % \${kinds} as k
from (
  select at, floor(extract(epoch from at) / 3600)::int as hour
  from generate_series(date_trunc('hour', \${from}::timestamptz), \${to}::timestamptz - interval '1 second', interval '1 hour') at) h
cross join fill_account a cross join generate_series(0, \${ways} - 1) w
join fill_node n on n.i = (a.n + 5 * (w / 2)) % cardinality(\${countries}::text[])
  + cardinality(\${countries}::text[]) * ((a.n + w + h.hour / 24) % \${nodesOfCountry})
where a.busy or w = h.hour % \${ways}`

export const fillMonth = {
  // As folds do it: hour by hour, so that an account's rows are scattered.
  rows: `create unlogged table fill_hour as ${who} order by at, md5(a.id::text)`,
  users: `
insert into usage_hour (account_id, at, proxy_user_id, country, up, down, minutes_up, minutes_down)
select account_id, at, proxy_user_id, country, up, down, ups, downs from fill_hour join fill_kind using (k)`,
  nodes: `
insert into node_usage_hour (node_id, at, account_id, provider_id, country, up, down, minutes_up, minutes_down)
select node_id, at, account_id, provider_id, country, up, down, ups, downs from fill_hour join fill_kind using (k)`,
  network: `
with counted as materialized (
  select at, edge, provider_id, country, count(*) filter (where k = 0) as c0, count(*) filter (where k = 1) as c1,
    count(*) filter (where k = 2) as c2, count(*) filter (where k = 3) as c3
  from fill_hour group by 1, 2, 3, 4),
minute as materialized (
  select m, max(ups[m]) filter (where k = 0) as u0, max(ups[m]) filter (where k = 1) as u1, max(ups[m]) filter (where k = 2) as u2,
    max(ups[m]) filter (where k = 3) as u3, max(downs[m]) filter (where k = 0) as d0, max(downs[m]) filter (where k = 1) as d1,
    max(downs[m]) filter (where k = 2) as d2, max(downs[m]) filter (where k = 3) as d3
  from fill_kind, generate_series(1, 60) m group by m)
insert into network_usage_hour (at, edge, provider_id, country, minutes_up, minutes_down, up, down)
select at, edge, provider_id, country, s.*
from counted c cross join lateral (
  select array_agg(c0 * u0 + c1 * u1 + c2 * u2 + c3 * u3 order by m), array_agg(c0 * d0 + c1 * d1 + c2 * d2 + c3 * d3 order by m),
    sum(c0 * u0 + c1 * u1 + c2 * u2 + c3 * u3)::bigint, sum(c0 * d0 + c1 * d1 + c2 * d2 + c3 * d3)::bigint
  from minute) s`,
} as const

/** A day of a zone may be of two months. */
export const fillDays = `
insert into usage_day as d (account_id, day, proxy_user_id, country, up, down)
select account_id, (at at time zone time_zone)::date, proxy_user_id, country, sum(up), sum(down)
from fill_hour join fill_kind using (k) group by 1, 2, 3, 4 order by 2
on conflict (account_id, day, proxy_user_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down;
insert into node_usage_day as d (account_id, day, node_id, provider_id, country, up, down)
select account_id, (at at time zone time_zone)::date, node_id, provider_id, country, sum(up), sum(down)
from fill_hour join fill_kind using (k) group by 1, 2, 3, 4, 5 order by 2
on conflict (account_id, day, node_id, provider_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down;
insert into network_usage_day as d (day, edge, provider_id, country, up, down)
select (at at time zone 'UTC')::date, edge, provider_id, country, sum(up), sum(down)
from fill_hour join fill_kind using (k) group by 1, 2, 3, 4
on conflict (day, edge, provider_id, country) do update set up = d.up + excluded.up, down = d.down + excluded.down;
insert into account_usage as u (step, at, account_id, up, down)
select p.step, date_trunc(p.step, at, 'UTC'), account_id, sum(up), sum(down)
from fill_hour join fill_kind using (k) cross join (values ('hour'), ('day'), ('month')) as p (step) group by 1, 2, 3 order by 1, 2
on conflict (step, at, account_id) do update set up = u.up + excluded.up, down = u.down + excluded.down`

/** Minutes of hours as a ledger posts them: a row an account and post. */
export const fillTail = `
with cell as materialized (
  select w.*, p, floor(extract(epoch from m.at) / 60)::int as minute,
    ups[1 + extract(minute from m.at)::int] as u, downs[1 + extract(minute from m.at)::int] as d
  from (${who}) w join fill_kind using (k)
    cross join lateral generate_series(w.at, w.at + interval '59 minutes', interval '1 minute') as m (at)
    cross join generate_series(1, \${posts}) p
  where m.at >= \${from}::timestamptz and m.at < \${to}::timestamptz),
tail as (
  insert into usage_tail (account_id, minutes, proxy_users, nodes, providers, countries, ups, downs)
  select account_id, array_agg(minute), array_agg(proxy_user_id), array_agg(node_id), array_agg(provider_id),
    array_agg(country), array_agg(u), array_agg(d)
  from cell group by p, account_id),
network as (
  select p, array_agg(minute) as minutes, array_agg(edge) as edges, array_agg(provider_id) as providers, array_agg(country) as countries,
    array_agg(u) as ups, array_agg(d) as downs
  from (select p, minute, edge, provider_id, country, sum(u)::bigint as u, sum(d)::bigint as d from cell group by 1, 2, 3, 4, 5) c
  group by p),
accounts as (
  select p, array_agg(minute) as minutes, array_agg(account_id) as accounts, array_agg(u) as ups, array_agg(d) as downs
  from (select p, minute, account_id, sum(u)::bigint as u, sum(d)::bigint as d from cell group by 1, 2, 3) c group by p)
insert into network_usage_tail (minutes, edges, providers, countries, ups, downs, account_minutes, accounts, account_ups, account_downs)
select n.minutes, n.edges, n.providers, n.countries, n.ups, n.downs, a.minutes, a.accounts, a.ups, a.downs
from network n join accounts a using (p)`
