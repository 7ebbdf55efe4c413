update login_session set ended_at = now(), ended_reason = ${reason}
where id = ${session}::uuid and (${user}::uuid is null or user_id = ${user}::uuid)
  and ended_at is null and expires_at > now()
