-- With a version only if nothing has changed since then. The row stays locked until the transaction ends, so a
-- sign-in that checked the password before either is seen by what ends the sessions next, or opens none.
update app_user set password_hash = ${hash}, proof_version = proof_version + 1
where id = ${id}::uuid and (${proofVersion}::int is null or proof_version = ${proofVersion}::int)
