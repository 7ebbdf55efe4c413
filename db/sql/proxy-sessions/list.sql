-- Latest first. The cursor is a session's id, resolved here.
select s.id, s.account_id as "accountId", coalesce(a.name, '') as "accountName", s.proxy_user_id as "proxyUser", s.login,
  s.node_id as node, s.edge, s.country, s.target, s.started_at as "startedAt", s.ended_at as "endedAt",
  s.up::float8 as up, s.down::float8 as down, s.ended, s.choice
from proxy_session s left join account a on a.id = s.account_id
where (${account}::uuid is null or s.account_id = ${account}::uuid)
  and (${proxyUser}::uuid is null or s.proxy_user_id = ${proxyUser}::uuid)
  and (${node}::uuid is null or s.node_id = ${node}::uuid)
  and (${search}::text is null or strpos(lower(s.target), lower(${search})) > 0 or strpos(lower(s.login), lower(${search})) > 0)
  and (${after}::uuid is null or (s.ended_at, s.id) < (select b.ended_at, b.id from proxy_session b where b.id = ${after}::uuid))
order by s.ended_at desc, s.id desc
limit ${limit}::int + 1
