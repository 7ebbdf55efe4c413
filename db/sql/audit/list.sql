select id::text, at, actor_id as "actorId", actor_email as "actorEmail", action,
  target_kind as "targetKind", target_id as "targetId", target_label as "targetLabel",
  host(address) as address, detail
from audit
where (${actor}::uuid is null or actor_id = ${actor}::uuid)
  and (${target}::text is null or target_id = ${target})
  and (${action}::text is null or action = ${action})
  and (${after}::bigint is null or id < ${after}::bigint)
order by audit.id desc
limit ${limit}::int + 1
