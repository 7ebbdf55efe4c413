-- A user has one link of a kind: a new one takes the place of the old, whose token is void from here on.
insert into link (hash, user_id, kind, expires_at)
values (${hash}::bytea, ${user}::uuid, ${kind}, now() + ${ms} * interval '1 ms')
on conflict (user_id, kind) do update set hash = excluded.hash, expires_at = excluded.expires_at
