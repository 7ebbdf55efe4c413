select id::text as key, login as label from proxy_user where ${kind} = 'proxyUser' and id = any(${ids}::uuid[])
union all select id::text, name from node where ${kind} = 'node' and id = any(${ids}::uuid[])
union all select id::text, name from provider where ${kind} = 'provider' and id = any(${ids}::uuid[])
union all select id::text, name from account where ${kind} = 'account' and id = any(${ids}::uuid[])
