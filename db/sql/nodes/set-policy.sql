update network_policy set policy = policy || ${policy}::jsonb returning policy
