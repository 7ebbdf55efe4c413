-- Whichever token of the family it is: who signs out wants the session gone, and nobody is told of a theft.
update login_session set ended_at = now(), ended_reason = ${reason}
where id = (select session_id from refresh_token where hash = ${refreshHash}::bytea and expires_at > now())
  and ended_at is null and expires_at > now()
returning id as session, user_id as user
