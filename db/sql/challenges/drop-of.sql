delete from challenge where user_id = ${user}::uuid
