-- Whether a node is a home, how good it is, and what its provider has agreed to.

-- Rules by default: one row. What a provider or a node says itself goes before it.
create table network_policy (
  one boolean primary key default true check (one),
  policy jsonb not null
);
insert into network_policy (policy) values
  ('{"batteryFloor": 0.2, "chargingOnly": false, "wifiOnly": false, "maxSessions": null, "monthlyBytes": null,
     "schedule": [], "paused": false}');

alter table provider
  add column email text,
  add column note text not null default '',
  add column policy jsonb not null default '{}' check (jsonb_typeof(policy) = 'object'),
  -- The switch: while it is set its nodes carry nothing, whatever is said of each.
  add column stopped_at timestamptz,
  add column stopped_by text,
  add column stopped_reason text,
  add constraint provider_stopped_check check ((stopped_at is null) = (stopped_by is null));

-- To which words a provider has agreed, when and from where. Written once: what was agreed to stays true.
create table provider_consent (
  id bigint generated always as identity primary key,
  provider_id uuid not null references provider,
  version text not null,
  -- the words themselves; null when they were on paper
  words text,
  at timestamptz not null default now(),
  -- where it was given from; null: to staff
  address inet,
  -- who wrote it down; null: the provider on the page
  written_by text,
  note text not null default '',
  check ((address is null) = (words is null))
);
create index provider_consent_by_provider on provider_consent (provider_id, id desc);
create trigger provider_consent_append_only before update or delete or truncate on provider_consent
  for each statement execute function refuse_change();

create table consent_link (
  hash bytea primary key,
  provider_id uuid not null unique references provider,
  expires_at timestamptz not null
);
create index consent_link_by_end on consent_link (expires_at);

-- A node's own rules from now on: what differs from the default.
alter table node alter column policy set default '{}';
update node set policy = coalesce(
  (select jsonb_object_agg(one.key, one.value)
   from jsonb_each(node.policy) one, network_policy d where one.value is distinct from d.policy -> one.key), '{}');

-- The line that an address belongs to: of IPv6 a home has a network of 64 bits.
create function line_of(address inet) returns inet language sql immutable as $$
  select case family(address) when 6 then set_masklen(network(set_masklen(address, 64))::inet, 128) else address end
$$;

alter table node
  add column verdict text check (verdict in ('home', 'mobile', 'doubtful', 'vpn', 'hosting', 'proxy', 'tor', 'unknown')),
  add column suspicion smallint not null default 0 check (suspicion between 0 and 100),
  -- Where its provider says it is, when no database knows better.
  add column stated jsonb not null default '{}',
  -- That it leaves by, when it is a public one: nodes of one home share it.
  add column line inet,
  add column network_name text,
  -- As it was last told of; the latest is in Redis.
  add column online boolean not null default false,
  add column seen_at timestamptz,
  add column battery real,
  add column charging boolean,
  add column network_type text,
  add column self_test text check (self_test in ('passed', 'failed', 'unclear')),
  add column self_tested_at timestamptz,
  -- What it is sorted by, quickly also where a list of very many begins in its middle: bytes, not an alphabet's rules.
  add column name_key text collate "C" not null default '',
  -- What it is found by: its name, place and network, in small letters.
  add column words text collate "C" not null default '';
update node set stated = jsonb_strip_nulls(
  jsonb_build_object('country', country, 'city', city, 'lat', lat, 'lon', lon, 'asn', asn));

create function node_words() returns trigger language plpgsql as $$
begin
  new.words := lower(concat_ws(' ', new.name, new.city, new.network_name, new.id) collate "und-x-icu") collate "C";
  new.name_key := lower(new.name) collate "C";
  return new;
end $$;
create trigger node_found_by before insert or update of name, city, network_name on node
  for each row execute function node_words();
update node set name = name;

-- Edges need to hear of what they know of a node, and not of each battery.
drop trigger node_directory on node;
create trigger node_directory before insert or update of
    public_key, provider_id, name, status, policy, score, verdict, country, city, lat, lon, asn, revision on node
  for each row execute function directory_changed();

create index node_by_name on node (name_key, id);
create index node_by_score on node (score desc nulls last, id desc);
create index node_by_battery on node (battery desc nulls last, id desc);
create index node_by_least_score on node (score, id);
create index node_by_least_battery on node (battery, id);
create index node_by_seen on node (seen_at desc nulls last, id desc);
create index node_by_suspicion on node (suspicion desc, id desc);
create index node_by_line on node (line) where line is not null;
create index node_self_test on node (self_tested_at) where status = 'approved';

-- All that the checks have found of a node, beside the narrow row that lists read.
create table node_check (
  node_id uuid primary key references node on delete cascade,
  at timestamptz,
  verdict jsonb,
  score jsonb,
  tunnel jsonb,
  exit jsonb,
  tunnel_address inet,
  exit_address inet,
  exit_fault text,
  rtt_ms real,
  bytes_per_second bigint,
  time_zone text,
  path jsonb,
  edge_place jsonb,
  -- How the latest self-test ended, and each of its tries, which only one node's page shows.
  self_test jsonb,
  self_tries jsonb,
  -- Signals that whoever approved it saw and took: they do not suspend it again.
  accepted text[] not null default '{}',
  -- Of the connections of customers; half of both is forgotten in a day.
  opened real not null default 0,
  failed real not null default 0,
  counted_at timestamptz not null default now()
) with (fillfactor = 80);

-- Battery and network: a row a change or ten minutes.
create table node_state (
  node_id uuid not null,
  at timestamptz not null,
  level real,
  charging boolean,
  temperature real,
  network_type text,
  generation text,
  metered boolean,
  signal real,
  resting text,
  primary key (node_id, at)
);
create index node_state_by_time on node_state using brin (at);

-- When it was there, and why it left.
create table node_visit (
  node_id uuid not null,
  came_at timestamptz not null,
  edge text not null,
  address inet,
  asn bigint,
  country text,
  lat float8,
  lon float8,
  left_at timestamptz,
  reason text,
  primary key (node_id, came_at)
);
create index node_visit_by_time on node_visit using brin (came_at);

-- Each time the verdict or the score was another one.
create table node_verdict (
  node_id uuid not null,
  at timestamptz not null,
  verdict text not null,
  suspicion smallint not null,
  score smallint not null,
  asn bigint,
  primary key (node_id, at)
);
create index node_verdict_by_time on node_verdict using brin (at);

create view node_shown as
select
  n.id, n.name, n.provider_id as "providerId", p.name as "providerName", p.stopped_at is not null as "providerStopped",
  n.status, d.policy || p.policy || n.policy as policy, n.policy as "ownPolicy",
  n.country, n.city, n.lat, n.lon, n.asn::float8 as asn, n.agent, n.public_key as "publicKey",
  n.enrolled_at as "enrolledAt", n.seen_at as "seenAt",
  n.decided_at as "decidedAt", n.decided_by as "decidedBy", n.decided_reason as "decidedReason",
  c.at as "checkedAt", c.verdict, c.score, c.tunnel, c.exit, c.exit_fault as "exitFault", c.rtt_ms as "rttMs",
  c.bytes_per_second::float8 as "bytesPerSecond", c.time_zone as "timeZone", (c.path ->> 'mtu')::int as mtu,
  c.self_test as "selfTest"
from node n
  join provider p on p.id = n.provider_id
  cross join network_policy d
  left join node_check c on c.node_id = n.id;

-- What a list of nodes and its counts are asked for, said once. Null: whatever it is. `named`: providers of which the text is
-- a part of the name. It is put into whatever calls it, so what is not asked for costs nothing.
create function node_fits(
  n node, search text, status text, online bool, provider uuid, country text, network text, verdict text,
  battery_from real, battery_to real, score_from float8, score_to float8, named uuid[]
) returns boolean language sql stable as $$
  select (status is null or n.status = status)
    and (online is null or n.online = online)
    and (provider is null or n.provider_id = provider)
    and (country is null or n.country = country)
    and (network is null or n.network_type = network)
    and (verdict is null or n.verdict = verdict)
    and (battery_from is null or n.battery >= battery_from)
    and (battery_to is null or n.battery <= battery_to)
    and (score_from is null or n.score >= score_from)
    and (score_to is null or n.score <= score_to)
    and (search is null or strpos(n.words, lower(search collate "und-x-icu") collate "C") > 0 or n.provider_id = any(named))
$$;
