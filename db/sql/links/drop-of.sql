delete from link where user_id = ${user}::uuid and kind = any(${kinds}::text[])
