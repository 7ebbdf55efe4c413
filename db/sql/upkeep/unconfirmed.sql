-- Who registered, chose a password and never confirmed, with the account that was opened for them. Who was
-- invited has no password yet and is waited for. A link that is still good may yet be followed.
-- The audit log names people without pointing at them, so it keeps what was written.
with gone as (
  delete from app_user where id in (
    select u.id from app_user u
    where u.status = 'unconfirmed' and u.password_hash is not null
      and u.created_at < now() - ${olderMs} * interval '1 ms'
      and not exists (select from link l where l.user_id = u.id and l.expires_at > now())
    limit ${max}::int for update skip locked)
  returning id, account_id),
emptied as (
  delete from account a using gone
  where a.id = gone.account_id
    and not exists (select from app_user u where u.account_id = a.id and u.id not in (select id from gone)))
select (select count(*) from gone)::int as unconfirmed
