-- What is null stays; an address is taken away by the empty one. Of the policy, what is not named, unless it is inherited again.
update provider
set name = coalesce(${name}, name), email = nullif(coalesce(${email}, email), ''), note = coalesce(${note}, note),
  policy = (policy || coalesce(${policy}::jsonb, '{}'::jsonb)) - ${inherit}::text[]
where id = ${id}::uuid
returning id
