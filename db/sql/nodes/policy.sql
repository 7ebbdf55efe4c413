select policy from network_policy
