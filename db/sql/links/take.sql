-- Of two who take it at once only one deletes the row.
delete from link
where hash = ${hash}::bytea and kind = any(${kinds}::text[]) and expires_at > now()
returning user_id as user, kind
