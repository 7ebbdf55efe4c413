-- The function is in migration 0002, where each step says why.
select outcome, session_id as session, user_id as user
from rotate_login(${refreshHash}::bytea, ${nextHash}::bytea, ${attempt}::text,
  ${refreshMs} * interval '1 ms', ${address}::inet, left(${agent}, 300))
