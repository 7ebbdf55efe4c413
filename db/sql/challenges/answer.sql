-- Every answer takes a try under the row's lock, so guesses in parallel queue up and run out like others.
update challenge set
  tries = tries + 1,
  spent_at = case when code_hash = ${codeHash}::bytea then now() end
where id = ${id}::uuid and spent_at is null and tries < ${maxTries}::int and expires_at > now()
returning user_id as user, spent_at is not null as right, ${maxTries}::int - tries as "triesLeft",
  proof_version as "proofVersion"
