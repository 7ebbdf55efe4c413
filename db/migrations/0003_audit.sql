-- Who did what to what, from where. Written once, never changed.

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- no foreign key: what was written stays true whatever becomes of the user
  actor_id uuid,
  actor_email text,
  action text not null,
  target_kind text,
  target_id text,
  target_label text,
  address inet,
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
  check ((actor_id is null) = (actor_email is null)),
  check ((target_kind is null) = (target_id is null) and (target_kind is null) = (target_label is null))
);
create index audit_by_actor on audit (actor_id, id desc) where actor_id is not null;
create index audit_by_target on audit (target_id, id desc) where target_id is not null;
create index audit_by_action on audit (action, id desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;

create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();
