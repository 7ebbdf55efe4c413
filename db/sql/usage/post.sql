-- The numbers and what they bring, in one statement.
with numbered as (
  update usage_epoch e
  set low = n.low, ahead = n.ahead, batches = e.batches + n.batches, up = e.up + n.up, down = e.down + n.down
  from json_to_recordset(${epochs}::json) as n (edge text, epoch uuid, low bigint, ahead bigint[], batches int, up bigint, down bigint)
  where e.edge = n.edge and e.epoch = n.epoch),
added_up as (
  insert into network_usage_tail (minutes, edges, providers, countries, ups, downs, account_minutes, accounts, account_ups, account_downs)
  select s.minutes, s.edges, s.providers, s.countries, s.ups, s.downs, s."accountMinutes", s.accounts, s."accountUps", s."accountDowns"
  from json_to_record(${sums}::json) as s (minutes int[], edges text[], providers uuid[], countries text[], ups bigint[], downs bigint[],
    "accountMinutes" int[], accounts uuid[], "accountUps" bigint[], "accountDowns" bigint[]))
insert into usage_tail (account_id, minutes, proxy_users, nodes, providers, countries, edges, ups, downs)
select r.account, r.minutes, r."proxyUsers", r.nodes, r.providers, r.countries, r.edges, r.ups, r.downs
from json_to_recordset(${rows}::json) as r (account uuid, minutes int[], "proxyUsers" uuid[], nodes uuid[], providers uuid[],
  countries text[], edges text[], ups bigint[], downs bigint[])
