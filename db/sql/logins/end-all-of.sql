update login_session set ended_at = now(), ended_reason = ${reason}
where user_id = ${user}::uuid and (${except}::uuid is null or id <> ${except}::uuid)
  and ended_at is null and expires_at > now()
returning id
