-- At most so many of each at a time, and nothing that somebody holds: any process may run it at any time.
-- A session that is over is kept for a day, so that its tokens are answered with "ended".
with sessions as (
  delete from login_session where id in (
    select id from login_session where least(ended_at, expires_at) < now() - interval '1 day'
    limit ${max}::int for update skip locked)
  returning 1),
tokens as (
  delete from refresh_token where hash in (
    select hash from refresh_token where expires_at < now() - interval '1 day'
    limit ${max}::int for update skip locked)
  returning 1),
challenges as (
  delete from challenge where id in (
    select id from challenge where expires_at < now() limit ${max}::int for update skip locked)
  returning 1),
links as (
  delete from link where hash in (
    select hash from link where expires_at < now() limit ${max}::int for update skip locked)
  returning 1)
select
  (select count(*) from sessions)::int as sessions,
  (select count(*) from tokens)::int as tokens,
  (select count(*) from challenges)::int as challenges,
  (select count(*) from links)::int as links
