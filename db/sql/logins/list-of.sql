select id, coalesce(host(address), '') as address, agent,
  created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
from login_session
where user_id = ${user}::uuid and ended_at is null and expires_at > now()
order by last_seen_at desc, id desc
limit 200
