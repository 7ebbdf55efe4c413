-- Whoever approves has seen what speaks against it: that does not suspend it again.
with decided as (
  update node set status = ${status}, decided_at = now(), decided_by = ${by}, decided_reason = ${reason}
  where id = any(${ids}::uuid[]) and (${only}::text is null or status = ${only})
  returning id, name),
accepted as (
  update node_check c
  set accepted = case when ${status} = 'approved' and ${by}::text is not null then array(
    select jsonb_path_query(c.verdict, '$.signals[*].signal') #>> '{}') else '{}' end
  from decided where c.node_id = decided.id)
select id, name from decided
