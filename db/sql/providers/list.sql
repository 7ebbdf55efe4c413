-- By name. The cursor is a provider's id, resolved here. What is told of its nodes and of what they carried is added up
-- for those of the page only.
with page as (
  select p.* from provider p
  where (${id}::uuid is null or p.id = ${id}::uuid)
    and (${search}::text is null or strpos(lower(p.name), lower(${search} collate "und-x-icu")) > 0
      or strpos(lower(p.email), lower(${search})) > 0)
    and (${stopped}::bool is null or (p.stopped_at is not null) = ${stopped}::bool)
    and (${after}::uuid is null or (p.name, p.id) > (select b.name, b.id from provider b where b.id = ${after}::uuid))
  order by p.name, p.id
  limit ${limit}::int + 1),
nodes as (
  select s.provider_id, sum(s.nodes)::int as nodes, sum(s.online)::int as online,
    jsonb_object_agg(s.status, s.nodes) as by_status
  from (
    select provider_id, status, count(*) as nodes, count(*) filter (where online) as online
    from node where provider_id = any(array(select id from page)) group by 1, 2) s
  group by 1),
carried as (
  select provider_id, sum(up + down)::float8 as ever,
    sum(up + down) filter (where day = (now() at time zone 'UTC')::date)::float8 as today,
    sum(up + down) filter (where day > (now() at time zone 'UTC')::date - 30)::float8 as days30
  from network_days where provider_id = any(array(select id from page)) group by 1)
select p.id, p.name, p.email, p.note, p.created_at as "createdAt", p.policy as "ownPolicy",
  p.stopped_at as "stoppedAt", p.stopped_by as "stoppedBy", p.stopped_reason as "stoppedReason",
  coalesce(n.nodes, 0) as nodes, coalesce(n.online, 0) as online, coalesce(n.by_status, '{}') as "byStatus",
  coalesce(c.ever, 0) as ever, coalesce(c.today, 0) as today, coalesce(c.days30, 0) as days30,
  (select jsonb_build_object('version', k.version, 'at', k.at, 'address', host(k.address), 'by', k.written_by, 'note', k.note)
   from provider_consent k where k.provider_id = p.id order by k.id desc limit 1) as consent
from page p left join nodes n on n.provider_id = p.id left join carried c on c.provider_id = p.id
order by p.name, p.id
