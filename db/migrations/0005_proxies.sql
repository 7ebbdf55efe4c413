-- Proxy users, providers and their nodes; and how edges, which ask no database, learn what changed.

-- Whatever an edge must know has a revision, which only rises, and the transaction that wrote it: what was written since
-- a snapshot is found by the latter, also when a transaction that began earlier commits later.
create sequence directory_revision;
create function directory_changed() returns trigger language plpgsql as $$
begin
  new.revision := nextval('directory_revision');
  new.changed_xid := pg_current_xact_id();
  return new;
end $$;

alter table account
  add column revision bigint not null default nextval('directory_revision'),
  add column changed_xid xid8 not null default pg_current_xact_id();
create index account_changed on account (changed_xid);
create trigger account_directory before insert or update on account
  for each row execute function directory_changed();

create table proxy_user (
  id uuid primary key default new_id(),
  account_id uuid not null references account,
  login text not null check (login ~ '^[A-Za-z0-9_.]{1,64}$'),
  -- SHA-256 of the password, base64url: it is random and long
  secret text not null,
  note text not null default '',
  enabled boolean not null default true,
  allow_ips text[] not null default '{}',
  max_connections int check (max_connections > 0),
  day_bytes bigint check (day_bytes > 0),
  month_bytes bigint check (month_bytes > 0),
  bytes_per_second bigint check (bytes_per_second > 0),
  created_at timestamptz not null default now(),
  rotated_at timestamptz not null default now(),
  -- its history stays
  deleted_at timestamptz,
  revision bigint not null default 0,
  changed_xid xid8 not null default pg_current_xact_id()
);
-- An edge knows a login only, so no two accounts can have the same.
create unique index proxy_user_login_key on proxy_user (lower(login)) where deleted_at is null;
create index proxy_user_by_account on proxy_user (account_id, id desc) where deleted_at is null;
create index proxy_user_changed on proxy_user (changed_xid);
create trigger proxy_user_directory before insert or update on proxy_user
  for each row execute function directory_changed();

create table provider (
  id uuid primary key default new_id(),
  name text collate "und-x-icu" not null check (length(name) between 1 and 200),
  created_at timestamptz not null default now()
);
create index provider_by_name on provider (name, id);

create table enrollment (
  id uuid primary key default new_id(),
  provider_id uuid not null references provider,
  -- SHA-256 of the code, base64url
  code text not null unique,
  hint text not null,
  note text not null default '',
  uses int not null default 0,
  max_uses int not null check (max_uses > 0),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  approves boolean not null default false,
  country text check (country ~ '^[a-z]{2}$'),
  city text,
  lat float8,
  lon float8,
  asn bigint,
  created_at timestamptz not null default now(),
  created_by uuid references app_user,
  revision bigint not null default 0,
  changed_xid xid8 not null default pg_current_xact_id(),
  check (uses <= max_uses)
);
create index enrollment_by_provider on enrollment (provider_id, id desc);
create index enrollment_changed on enrollment (changed_xid);
create trigger enrollment_directory before insert or update on enrollment
  for each row execute function directory_changed();

create table node (
  id uuid primary key default new_id(),
  -- SPKI, base64
  public_key text not null constraint node_public_key_key unique,
  provider_id uuid not null references provider,
  enrollment_id uuid references enrollment,
  name text collate "und-x-icu" not null check (length(name) between 1 and 200),
  status text not null check (status in ('pending', 'approved', 'suspended', 'rejected')),
  policy jsonb not null,
  score float8,
  country text check (country ~ '^[a-z]{2}$'),
  city text,
  lat float8,
  lon float8,
  asn bigint,
  agent jsonb not null,
  enrolled_at timestamptz not null default now(),
  enrolled_from inet,
  decided_at timestamptz,
  decided_by text,
  decided_reason text,
  revision bigint not null default 0,
  changed_xid xid8 not null default pg_current_xact_id()
);
create index node_by_status on node (status, id desc);
create index node_by_provider on node (provider_id, id desc);
create index node_by_country on node (country, id desc);
create index node_changed on node (changed_xid);
create trigger node_directory before insert or update on node
  for each row execute function directory_changed();

-- Sessions that have ended. Whose they were is not checked here: an edge may tell of one after all else is gone.
create table proxy_session (
  id uuid primary key,
  account_id uuid not null,
  proxy_user_id uuid not null,
  login text not null,
  node_id uuid not null,
  edge text not null,
  door text not null,
  target text not null,
  country text,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  up bigint not null check (up >= 0),
  down bigint not null check (down >= 0),
  ended text not null,
  choice jsonb
);
create index proxy_session_by_time on proxy_session (ended_at desc, id desc);
create index proxy_session_by_account on proxy_session (account_id, ended_at desc, id desc);
create index proxy_session_by_node on proxy_session (node_id, ended_at desc, id desc);
create index proxy_session_by_user on proxy_session (proxy_user_id, ended_at desc, id desc);
