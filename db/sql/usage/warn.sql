-- Each once; answers the new ones.
insert into usage_warning (account_id, proxy_user_id, period, since, percent, limit_bytes)
select w.account, coalesce(w."proxyUser", '00000000-0000-0000-0000-000000000000'), w.period, w.since, w.percent, w."limit"
from json_to_recordset(${warnings}::json) as w (account uuid, "proxyUser" uuid, period text, since date, percent int, "limit" bigint)
on conflict do nothing
returning account_id as account
