insert into provider_consent (provider_id, version, words, at, address, written_by, note)
select id, ${version}, ${words}, coalesce(${at}::timestamptz, now()), ${address}::inet, ${by}, ${note} from provider
where id = ${id}::uuid
returning version, at
