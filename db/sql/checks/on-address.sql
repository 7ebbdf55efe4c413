-- Other nodes that leave by the same line now, and whether this one did not until now.
select
  (select count(*) from node
   where line = line_of(${address}::inet) and id <> n.id and online and status <> 'rejected')::int as nodes,
  n.line is distinct from line_of(${address}::inet) as fresh
from node n where n.id = ${node}::uuid
