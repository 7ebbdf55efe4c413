select s.*, c.self_tries as "selfTries" from node_shown s left join node_check c on c.node_id = s.id where s.id = ${id}::uuid
