insert into provider (name, email, note) values (${name}, ${email}, ${note}) returning id
