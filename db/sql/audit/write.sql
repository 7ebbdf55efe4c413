insert into audit (actor_id, actor_email, action, target_kind, target_id, target_label, address, detail)
values (${actor}::uuid, ${actorEmail}, ${action}, ${targetKind}, ${targetId}, ${targetLabel},
  ${address}::inet, ${detail}::jsonb)
