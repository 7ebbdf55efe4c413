select user_id as user, kind from link
where hash = ${hash}::bytea and kind = any(${kinds}::text[]) and expires_at > now()
