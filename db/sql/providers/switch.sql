-- Only when it turns: of two who stop it the first one did, and it is written once.
update provider
set stopped_at = case when ${by}::text is not null then now() end, stopped_by = ${by},
  stopped_reason = case when ${by}::text is not null then ${reason} end
where id = ${id}::uuid and (stopped_at is null) = (${by}::text is not null)
returning id
