-- What edges know of these has changed though nothing in their own rows has.
update node set revision = revision where ${provider}::uuid is null or provider_id = ${provider}::uuid
