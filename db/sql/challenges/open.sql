-- A user has one challenge: a new one takes the place of the old, whose id is void from here on.
insert into challenge (user_id, code_hash, proof_version, expires_at)
values (${user}::uuid, ${codeHash}::bytea, ${proofVersion}::int, now() + ${ms} * interval '1 ms')
on conflict (user_id) do update set
  id = excluded.id, code_hash = excluded.code_hash, proof_version = excluded.proof_version,
  expires_at = excluded.expires_at, tries = 0, spent_at = null
returning id, expires_at as "expiresAt"
