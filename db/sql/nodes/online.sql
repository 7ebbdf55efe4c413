select id from node where online
