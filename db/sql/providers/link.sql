-- A provider has one link: a new one takes the place of the old.
insert into consent_link (hash, provider_id, expires_at)
select ${hash}::bytea, id, now() + ${days} * interval '1 day' from provider where id = ${id}::uuid
on conflict (provider_id) do update set hash = excluded.hash, expires_at = excluded.expires_at
returning expires_at as "expiresAt"
