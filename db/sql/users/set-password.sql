update app_user set password_hash = ${hash} where id = ${id}::uuid
