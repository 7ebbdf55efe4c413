insert into usage_refused (entry, reason, payload) values (${entry}, ${reason}, ${payload}) on conflict (entry) do nothing
