-- What is null stays; of the policy, what is not named, unless it is inherited again.
update node
set name = coalesce(${name}, name), policy = (policy || coalesce(${policy}::jsonb, '{}'::jsonb)) - ${inherit}::text[]
where id = ${id}::uuid
returning id
