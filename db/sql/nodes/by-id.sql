select * from node_shown where id = ${id}::uuid
