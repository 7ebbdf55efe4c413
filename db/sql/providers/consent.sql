-- Who presses twice, or sends again what was not answered, has agreed once: on the page, to the same words, from the same
-- address, within a minute.
with recent as (
  select version, at from provider_consent
  where provider_id = ${id}::uuid and version = ${version} and address = ${address}::inet and ${by}::text is null
    and written_by is null and at > now() - interval '1 minute'
  order by id desc limit 1),
made as (
  insert into provider_consent (provider_id, version, words, at, address, written_by, note)
  select id, ${version}, ${words}, coalesce(${at}::timestamptz, now()), ${address}::inet, ${by}, ${note} from provider
  where id = ${id}::uuid and not exists (select from recent)
  returning version, at)
select version, at, true as made from made
union all
select version, at, false from recent
