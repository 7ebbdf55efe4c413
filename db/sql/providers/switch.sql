-- Once: of two who stop it the first one did.
update provider
set stopped_at = case when ${by}::text is null then null else coalesce(stopped_at, now()) end,
  stopped_by = case when ${by}::text is null then null else coalesce(stopped_by, ${by}) end,
  stopped_reason = case when ${by}::text is null then null else coalesce(stopped_reason, ${reason}) end
where id = ${id}::uuid
returning id
