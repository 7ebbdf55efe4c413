-- Usage: what edges have metered, and its history.
--
--   batch --(ledger: one transaction)--> usage_epoch   its number, so that it counts once
--                                    |-> usage_tail    the new, a row an account
--                                    \-> network_usage_tail   the same added up, a row for all
--   tails --(once a minute, one ledger)--> by user, by node, by account, of the network: by hour (with its minutes) and by day
--
-- Whoever asks reads both: the views below are the tables and the tail as one.

alter table account
  add column day_bytes bigint check (day_bytes > 0),
  add column month_bytes bigint check (month_bytes > 0);

-- A life of an edge: every batch up to `low` is posted, and those in `ahead`.
create table usage_epoch (
  edge text not null,
  epoch uuid not null,
  low bigint not null default 0,
  ahead bigint[] not null default '{}',
  batches bigint not null default 0,
  up bigint not null default 0,
  down bigint not null default 0,
  began_at timestamptz not null default now(),
  posted_at timestamptz not null default now(),
  primary key (edge, epoch)
);

-- What could not be read as a batch: kept for a person to see.
create table usage_refused (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- Where it stood in the stream: it is kept once.
  entry text not null unique,
  reason text not null,
  payload text not null
);

create table usage_tail (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  -- minutes since 1970, and so on: one element each
  minutes int[] not null,
  proxy_users uuid[] not null,
  nodes uuid[] not null,
  providers uuid[] not null,
  countries text[] not null,
  ups bigint[] not null,
  downs bigint[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index usage_tail_by_account on usage_tail (account_id);

-- Who asks for all accounts does not add up thousands of rows: of each posting the sums by edge, provider and country, and
-- the sums by account, one element each.
create table network_usage_tail (
  id bigint generated always as identity primary key,
  minutes int[] not null,
  edges text[] not null,
  providers uuid[] not null,
  countries text[] not null,
  ups bigint[] not null,
  downs bigint[] not null,
  account_minutes int[] not null,
  accounts uuid[] not null,
  account_ups bigint[] not null,
  account_downs bigint[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- An hour of an account's zone need not be one of UTC's (India: half past). A row of an hour is of both: it begins with
-- whichever began later, so that both kinds of hours and of days are sums of rows. `country` is '' where none is known.
create table usage_hour (
  account_id uuid not null,
  at timestamptz not null,
  proxy_user_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  -- 60, by the minutes of UTC's hour
  minutes_up bigint[] not null,
  minutes_down bigint[] not null,
  primary key (account_id, at, proxy_user_id, country)
) partition by range (at);
create index usage_hour_by_time on usage_hour (at);

-- Days of the account's zone, as it was when they were.
create table usage_day (
  account_id uuid not null,
  day date not null,
  proxy_user_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  primary key (account_id, day, proxy_user_id, country)
) partition by range (day);
create index usage_day_by_day on usage_day (day);

create table node_usage_hour (
  node_id uuid not null,
  at timestamptz not null,
  account_id uuid not null,
  provider_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  minutes_up bigint[] not null,
  minutes_down bigint[] not null,
  primary key (node_id, at, account_id, provider_id, country)
) partition by range (at);
create index node_usage_hour_by_account on node_usage_hour (account_id, at);
create index node_usage_hour_by_provider on node_usage_hour (provider_id, at);

create table node_usage_day (
  account_id uuid not null,
  day date not null,
  node_id uuid not null,
  provider_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  primary key (account_id, day, node_id, provider_id, country)
) partition by range (day);

-- Of each account as a whole, for who compares them all: hours, days and months of UTC.
create table account_usage (
  step text not null check (step in ('hour', 'day', 'month')),
  at timestamptz not null,
  account_id uuid not null,
  up bigint not null,
  down bigint not null,
  primary key (step, at, account_id)
) with (fillfactor = 80);

-- Of all accounts together: hours and days of UTC.
create table network_usage_hour (
  at timestamptz not null,
  edge text not null,
  provider_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  minutes_up bigint[] not null,
  minutes_down bigint[] not null,
  primary key (at, edge, provider_id, country)
) partition by range (at);

create table network_usage_day (
  day date not null,
  edge text not null,
  provider_id uuid not null,
  country text not null,
  up bigint not null,
  down bigint not null,
  primary key (day, edge, provider_id, country)
) partition by range (day);

-- Makes sure that there are partitions for these times: months of hours, years of days.
create function usage_partitions(moments timestamptz[]) returns void language plpgsql as $$
declare
  parent text;
  span interval;
  unit text;
  lower timestamp;
  part text;
begin
  foreach parent in array array['usage_hour', 'usage_day', 'node_usage_hour', 'node_usage_day', 'network_usage_hour', 'network_usage_day'] loop
    unit := case when parent like '%\_hour' then 'month' else 'year' end;
    span := ('1 ' || unit)::interval;
    -- With a day around each: in zones east and west of UTC what begins a month or a year is of another one.
    for lower in
      select distinct date_trunc(unit, (moment + around) at time zone 'UTC')
      from unnest(moments) moment, (values (interval '-1 day'), (interval '0'), (interval '1 day')) a (around)
    loop
      part := parent || to_char(lower, case unit when 'month' then '_YYYY_MM' else '_YYYY' end);
      if to_regclass(part) is null then
        execute format('create table %I (like %I including all) with (fillfactor = 80)', part, parent);
        -- Attached, and not made as a partition: whoever reads meanwhile is not locked out.
        if unit = 'month' then
          execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part,
            lower at time zone 'UTC', (lower + span) at time zone 'UTC');
        else
          execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part,
            lower::date, (lower + span)::date);
        end if;
      end if;
    end loop;
  end loop;
end $$;

-- Drops what is older than it is kept: whole partitions.
create function usage_retire(hours_before timestamptz, days_before date) returns int language plpgsql as $$
declare
  part record;
  dropped int := 0;
begin
  for part in
    select c.relname as name, p.relname as parent,
      to_date(substring(c.relname from '(\d{4}(_\d{2})?)$'), case when p.relname like '%\_hour' then 'YYYY_MM' else 'YYYY' end) as lower
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relname in ('usage_hour', 'usage_day', 'node_usage_hour', 'node_usage_day', 'network_usage_hour', 'network_usage_day')
  loop
    if (part.parent like '%\_hour' and part.lower + interval '1 month' <= hours_before at time zone 'UTC')
      or (part.parent like '%\_day' and part.lower + interval '1 year' <= days_before) then
      execute format('drop table %I', part.name);
      dropped := dropped + 1;
    end if;
  end loop;
  delete from account_usage where step = 'hour' and at < hours_before;
  delete from account_usage where step = 'day' and at < days_before;
  return dropped;
end $$;

-- The minutes of an hour as an array of 60: null where nothing was carried, which takes no room.
create function usage_minutes(minutes int[], bytes bigint[]) returns bigint[] language plpgsql immutable as $$
declare
  made bigint[] := array_fill(null::bigint, array[60]);
begin
  for i in 1 .. cardinality(minutes) loop
    if bytes[i] > 0 then made[minutes[i] + 1] := coalesce(made[minutes[i] + 1], 0) + bytes[i]; end if;
  end loop;
  return made;
end $$;
create function usage_added(a bigint[], b bigint[]) returns bigint[] language plpgsql immutable as $$
begin
  for i in 1 .. 60 loop
    if b[i] is not null then a[i] := coalesce(a[i], 0) + b[i]; end if;
  end loop;
  return a;
end $$;

-- Which row of an hour a moment belongs to.
create function usage_bucket(moment timestamptz, zone text) returns timestamptz language sql stable as $$
  select greatest(date_trunc('hour', moment, 'UTC'), date_trunc('hour', moment, zone))
$$;

-- A tail's row as cells.
create function usage_cells(tail usage_tail, zone text) returns table (
  proxy_user_id uuid, node_id uuid, provider_id uuid, country text, minute timestamptz, bucket timestamptz,
  day date, up bigint, down bigint
) language sql stable as $$
  select c.proxy_user_id, c.node_id, c.provider_id, c.country, c.minute,
    usage_bucket(c.minute, zone), (c.minute at time zone zone)::date, c.up, c.down
  from (
    select u.proxy_user_id, u.node_id, u.provider_id, u.country, to_timestamp(u.minute::float8 * 60) as minute, u.up, u.down
    from unnest(tail.proxy_users, tail.nodes, tail.providers, tail.countries, tail.minutes, tail.ups, tail.downs)
      as u (proxy_user_id, node_id, provider_id, country, minute, up, down)
  ) c
$$;
create view usage_cell as
  select t.account_id, c.*
  from usage_tail t left join account a on a.id = t.account_id
    cross join lateral usage_cells(t, coalesce(a.time_zone, 'UTC')) c;

create view network_cell as
  select u.edge, u.provider_id, u.country, to_timestamp(u.minute::float8 * 60) as minute,
    date_trunc('hour', to_timestamp(u.minute::float8 * 60), 'UTC') as bucket,
    (to_timestamp(u.minute::float8 * 60) at time zone 'UTC')::date as utc_day, u.up, u.down
  from network_usage_tail t
    cross join lateral unnest(t.minutes, t.edges, t.providers, t.countries, t.ups, t.downs) as u (minute, edge, provider_id, country, up, down);
create view account_cell as
  select c.account_id, to_timestamp(c.minute::float8 * 60) as minute, sum(c.up)::bigint as up, sum(c.down)::bigint as down
  from (
    select unnest(account_minutes) as minute, unnest(accounts) as account_id, unnest(account_ups) as up, unnest(account_downs) as down
    from network_usage_tail) c
  group by c.minute, c.account_id;

-- `bucket` is the hour's row, by which a reader finds it; `at` when the minute begins. Arrays are taken apart in the list of
-- columns, for a function in `from` costs three times as much. A minute that is new is found by itself: then nobody needs the
-- account's zone.
create view user_minutes as
  select h.account_id, h.proxy_user_id, h.country, h.bucket, h.hour + h.m * interval '1 minute' as at, coalesce(h.up, 0) as up, coalesce(h.down, 0) as down
  from (
    select account_id, proxy_user_id, country, at as bucket, date_trunc('hour', at, 'UTC') as hour,
      unnest(minutes_up) as up, unnest(minutes_down) as down, generate_series(0, 59) as m
    from usage_hour) h
  where h.up is not null or h.down is not null
  union all
  select account_id, proxy_user_id, country, minute, minute, up, down from usage_cell;
create view user_hours as
  select account_id, proxy_user_id, country, at as bucket, at, up, down from usage_hour
  union all
  select account_id, proxy_user_id, country, bucket, bucket, up, down from usage_cell;
create view user_days as
  select account_id, proxy_user_id, country, day, up, down from usage_day
  union all
  select account_id, proxy_user_id, country, day, up, down from usage_cell;

create view node_minutes as
  select h.account_id, h.node_id, h.provider_id, h.country, h.bucket, h.hour + h.m * interval '1 minute' as at, coalesce(h.up, 0) as up, coalesce(h.down, 0) as down
  from (
    select account_id, node_id, provider_id, country, at as bucket, date_trunc('hour', at, 'UTC') as hour,
      unnest(minutes_up) as up, unnest(minutes_down) as down, generate_series(0, 59) as m
    from node_usage_hour) h
  where h.up is not null or h.down is not null
  union all
  select account_id, node_id, provider_id, country, minute, minute, up, down from usage_cell;
create view node_hours as
  select account_id, node_id, provider_id, country, at as bucket, at, up, down from node_usage_hour
  union all
  select account_id, node_id, provider_id, country, bucket, bucket, up, down from usage_cell;
create view node_days as
  select account_id, node_id, provider_id, country, day, up, down from node_usage_day
  union all
  select account_id, node_id, provider_id, country, day, up, down from usage_cell;

create view network_minutes as
  select h.edge, h.provider_id, h.country, h.bucket, h.hour + h.m * interval '1 minute' as at, coalesce(h.up, 0) as up, coalesce(h.down, 0) as down
  from (
    select edge, provider_id, country, at as bucket, date_trunc('hour', at, 'UTC') as hour,
      unnest(minutes_up) as up, unnest(minutes_down) as down, generate_series(0, 59) as m
    from network_usage_hour) h
  where h.up is not null or h.down is not null
  union all
  select edge, provider_id, country, minute, minute, up, down from network_cell;
create view network_hours as
  select edge, provider_id, country, at as bucket, at, up, down from network_usage_hour
  union all
  select edge, provider_id, country, bucket, bucket, up, down from network_cell;
create view network_days as
  select edge, provider_id, country, day, up, down from network_usage_day
  union all
  select edge, provider_id, country, utc_day, up, down from network_cell;
create view account_steps as
  select step, at, account_id, up, down from account_usage
  union all
  select s.step, date_trunc(s.step, c.minute, 'UTC'), c.account_id, c.up, c.down
  from (values ('hour'), ('day'), ('month')) as s (step), account_cell c;

-- A limit of which 80 % or all was used in a day or a month: told once.
create table usage_warning (
  id bigint generated always as identity primary key,
  account_id uuid not null references account,
  -- the nil id: the account as a whole
  proxy_user_id uuid not null,
  period text not null check (period in ('day', 'month')),
  since date not null,
  percent int not null check (percent in (80, 100)),
  limit_bytes bigint not null,
  at timestamptz not null default now(),
  unique (account_id, period, since, proxy_user_id, percent, limit_bytes)
);
