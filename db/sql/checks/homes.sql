-- Whether the homes of the nodes that carry are closed, as last tested.
select count(*)::int as nodes, count(*) filter (where self_test = 'passed')::int as passed,
  count(*) filter (where self_test = 'failed')::int as failed, count(*) filter (where self_test = 'unclear')::int as unclear,
  count(*) filter (where self_tested_at is null or self_tested_at < now() - ${overdueMs} * interval '1 ms')::int as overdue,
  min(self_tested_at) as oldest, max(self_tested_at) as newest
from node where status = 'approved' and online
