-- Unless it has come again since, here or at another edge.
with visit as (
  update node_visit set left_at = greatest(came_at, ${at}), reason = ${reason}
  where node_id = ${node}::uuid and left_at is null and edge = ${edge} and came_at <= ${at})
update node set online = false, seen_at = greatest(seen_at, ${at})
where id = ${node}::uuid and not exists (
  select from node_visit v
  where v.node_id = ${node}::uuid and v.left_at is null and (v.came_at > ${at} or v.edge <> ${edge}))
