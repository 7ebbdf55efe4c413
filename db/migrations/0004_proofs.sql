-- What a sign-in has proved, and whether an address was ever confirmed.

-- Counts what makes an earlier proof of who somebody is worthless: a new password, another role, another
-- status. A sign-in that began under one number opens nothing under the next.
alter table app_user add column proof_version int not null default 0;
alter table challenge add column proof_version int not null default 0;

-- Who is let in again after having been disabled is what they were before: an address that nobody ever
-- confirmed is still to be confirmed. Of those disabled until now only who signed in is known to have.
alter table app_user add column confirmed_at timestamptz;
update app_user set confirmed_at = created_at where status = 'active' or last_seen_at is not null;
alter table app_user add constraint app_user_confirmed_check check (status <> 'active' or confirmed_at is not null);

-- Registrations that nobody confirmed are looked for by upkeep.
create index app_user_unconfirmed on app_user (created_at) where status = 'unconfirmed' and password_hash is not null;
