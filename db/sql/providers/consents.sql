select version, at, host(address) as address, written_by as by, note from provider_consent
where provider_id = ${id}::uuid order by id desc limit 100
