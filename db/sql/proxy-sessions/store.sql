-- Each once, however often it comes.
insert into proxy_session (id, account_id, proxy_user_id, login, node_id, edge, door, target, country, started_at, ended_at,
  up, down, ended, choice)
select r.id, r.account, r."proxyUser", r.login, r.node, r.edge, r.door, r.target, r.country,
  to_timestamp(r."startedAt" / 1000.0), to_timestamp(r."endedAt" / 1000.0), r.up, r.down, r.ended, r.choice
from jsonb_to_recordset(${records}::jsonb) as r(id uuid, account uuid, "proxyUser" uuid, login text, node uuid, edge text,
  door text, target text, country text, "startedAt" bigint, "endedAt" bigint, up bigint, down bigint, ended text, choice jsonb)
on conflict (id) do nothing
