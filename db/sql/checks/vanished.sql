-- Nobody tells of them any more: their edge was killed.
with visit as (
  update node_visit set left_at = now(), reason = 'edge_lost'
  where node_id = any(${nodes}::uuid[]) and left_at is null and came_at < ${before})
update node n set online = false
where n.id = any(${nodes}::uuid[]) and not exists (
  select from node_visit v where v.node_id = n.id and v.left_at is null and v.came_at >= ${before})
