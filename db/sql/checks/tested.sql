with test as (
  insert into node_check (node_id, self_test, self_tries)
  select id, ${test}::jsonb, ${tries}::jsonb from node where id = ${node}::uuid
  on conflict (node_id) do update set self_test = excluded.self_test, self_tries = excluded.self_tries)
update node set self_test = ${result}, self_tested_at = ${at} where id = ${node}::uuid
returning id, name
