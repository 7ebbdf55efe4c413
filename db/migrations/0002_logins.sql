-- The door: sessions, the refresh tokens of each, one-time codes and mailed links.

create table login_session (
  id uuid primary key default new_id(),
  user_id uuid not null references app_user on delete cascade,
  address inet,
  agent text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  check ((ended_at is null) = (ended_reason is null))
);
create index login_session_live on login_session (user_id, last_seen_at desc) where ended_at is null;
create index login_session_over on login_session (least(ended_at, expires_at));

-- Tokens of one session are a family: each replaces the one before. A used one is kept until it would
-- have expired, so that a second use is recognised as theft.
create table refresh_token (
  hash bytea primary key,
  session_id uuid not null references login_session on delete cascade,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- the client's name for the attempt that used it: a retry of the same attempt is no theft
  attempt text,
  replaced_by bytea,
  check ((used_at is null) = (replaced_by is null)),
  check (attempt is null or used_at is not null)
);
create index refresh_token_by_session on refresh_token (session_id);
create index refresh_token_expiry on refresh_token (expires_at);

-- One row a user: asking for a new code overwrites the old one, so only the newest can be answered.
create table challenge (
  id uuid primary key default new_id(),
  user_id uuid not null unique references app_user on delete cascade,
  code_hash bytea not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  spent_at timestamptz
);
create index challenge_expiry on challenge (expires_at);

-- One row a user and kind, for the same reason; a link that was used is gone.
create table link (
  hash bytea primary key,
  user_id uuid not null references app_user on delete cascade,
  kind text not null check (kind in ('confirm', 'reset', 'invite')),
  expires_at timestamptz not null,
  unique (user_id, kind)
);
create index link_expiry on link (expires_at);

-- The life of a refresh token, in one call. The session's row is the lock of its family: of two
-- parallel calls the second begins to read when the first has committed.
--   rotated  the token was good and next_hash takes its place
--   reused   somebody already used it: the whole family is ended
--   ended    the session was over before
--   unknown  there is no such token
create function rotate_login(
  refresh_hash bytea, next_hash bytea, attempt_key text, life interval, from_address inet, from_agent text,
  out outcome text, out session_id uuid, out user_id uuid
) language plpgsql as $$
#variable_conflict use_column
declare
  retry_window constant interval := '2 minutes';
  family login_session;
  token refresh_token;
  moment timestamptz;
begin
  select s.* into family
    from login_session s join refresh_token t on t.session_id = s.id
    where t.hash = refresh_hash for update of s;
  -- a statement of its own, after the lock: it sees what the call before us committed
  select t.* into token from refresh_token t where t.hash = refresh_hash;
  if token.hash is null then
    outcome := 'unknown';
    return;
  end if;
  moment := clock_timestamp(); -- now() is when we began to wait for the lock
  session_id := family.id;
  user_id := family.user_id;

  if family.ended_at is not null or family.expires_at <= moment or token.expires_at <= moment
    or not exists (select from app_user u where u.id = family.user_id and u.status = 'active') then
    outcome := 'ended';
    return;
  end if;

  if token.used_at is null then
    insert into refresh_token (hash, session_id, issued_at, expires_at)
      values (next_hash, family.id, moment, moment + life);
    update refresh_token set used_at = moment, attempt = attempt_key, replaced_by = next_hash
      where hash = refresh_hash;
  else
    -- The answer of this very attempt was lost on its way: hand out another successor, once more.
    -- A successor that was used proves that the answer did arrive.
    update refresh_token set hash = next_hash, issued_at = moment, expires_at = moment + life
      where hash = token.replaced_by and used_at is null
        and attempt_key = token.attempt and token.used_at > moment - retry_window;
    if not found then
      update login_session set ended_at = moment, ended_reason = 'reused' where id = family.id;
      outcome := 'reused';
      return;
    end if;
    update refresh_token set replaced_by = next_hash where hash = refresh_hash;
  end if;

  update login_session
    set last_seen_at = moment, expires_at = moment + life, address = from_address, agent = from_agent
    where id = family.id;
  outcome := 'rotated';
end $$;
