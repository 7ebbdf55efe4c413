-- Who may use the system, and the accounts that are billed.

-- UUID version 7 (RFC 9562): sorts by the time it was made, to the microsecond,
-- so that an id is also the cursor of a list. PostgreSQL has its own only from 18 on.
create function new_id() returns uuid language sql volatile parallel safe as $$
  select (lpad(to_hex(us / 1000), 12, '0')
       || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
       || substr(gen_random_uuid()::text, 20))::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as clock
$$;

-- Names are sorted and searched by people, in three languages: the collation must not depend on
-- whatever locale the cluster was made with.
create table account (
  id uuid primary key default new_id(),
  name text collate "und-x-icu" not null check (length(name) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'suspended')),
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  suspended_at timestamptz,
  suspended_reason text,
  check ((status = 'suspended') = (suspended_at is not null)),
  check ((status = 'suspended') = (suspended_reason is not null))
);
create index account_by_name on account (name, id);

create table app_user (
  id uuid primary key default new_id(),
  email text not null constraint app_user_email_key unique
    constraint app_user_email_lower_check check (email = lower(email)),
  name text collate "und-x-icu" not null check (length(name) between 1 and 200),
  role text not null check (role in ('admin', 'operator', 'client')),
  account_id uuid references account,
  -- null: invited, and has not set one yet
  password_hash text,
  status text not null check (status in ('unconfirmed', 'active', 'disabled')),
  locale text not null default 'en' check (locale in ('en', 'ru', 'uz')),
  theme text not null default 'system' check (theme in ('system', 'dark', 'light')),
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  constraint app_user_account_check check ((role = 'client') = (account_id is not null))
);
create index app_user_by_account on app_user (account_id, id desc) where account_id is not null;
create index app_user_by_role on app_user (role, id desc);
create index app_user_by_status on app_user (status, id desc) where status <> 'active';
