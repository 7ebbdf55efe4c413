-- The numbers and what they bring: only where every life is where the ledger believes it to be. All of it or nothing.
with believed as (
  select * from json_to_recordset(${epochs}::json) as n (edge text, epoch uuid, "lowBefore" bigint, "aheadBefore" bigint[],
    low bigint, ahead bigint[], batches int, up bigint, down bigint)),
locked as materialized (
  select e.edge, e.epoch, e.low = b."lowBefore" and e.ahead = b."aheadBefore" as same
  from usage_epoch e join believed b on b.edge = e.edge and b.epoch = e.epoch
  order by e.edge, e.epoch
  for update of e),
sure as materialized (select count(*) filter (where same) = (select count(*) from believed) as sure from locked),
numbered as (
  update usage_epoch e
  set low = b.low, ahead = b.ahead, batches = e.batches + b.batches, up = e.up + b.up, down = e.down + b.down, posted_at = now()
  from believed b, sure
  where sure.sure and e.edge = b.edge and e.epoch = b.epoch),
added_up as (
  insert into network_usage_tail (minutes, edges, providers, countries, ups, downs, account_minutes, accounts, account_ups, account_downs)
  select s.minutes, s.edges, s.providers, s.countries, s.ups, s.downs, s."accountMinutes", s.accounts, s."accountUps", s."accountDowns"
  from sure, json_to_record(${sums}::json) as s (minutes int[], edges text[], providers uuid[], countries text[], ups bigint[],
    downs bigint[], "accountMinutes" int[], accounts uuid[], "accountUps" bigint[], "accountDowns" bigint[])
  where sure.sure),
added as (
  insert into usage_tail (account_id, minutes, proxy_users, nodes, providers, countries, ups, downs)
  select r.account, r.minutes, r."proxyUsers", r.nodes, r.providers, r.countries, r.ups, r.downs
  from sure, json_to_recordset(${rows}::json) as r (account uuid, minutes int[], "proxyUsers" uuid[], nodes uuid[],
    providers uuid[], countries text[], ups bigint[], downs bigint[])
  where sure.sure)
select sure from sure
