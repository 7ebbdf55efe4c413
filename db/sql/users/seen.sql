-- To the minute: not a write for every sign of life.
update app_user set last_seen_at = now()
where id = ${id}::uuid and (last_seen_at is null or last_seen_at < now() - interval '1 minute')
