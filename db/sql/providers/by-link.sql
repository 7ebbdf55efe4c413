select p.id, p.name,
  (select jsonb_build_object('version', k.version, 'at', k.at)
   from provider_consent k where k.provider_id = p.id order by k.id desc limit 1) as given
from consent_link l join provider p on p.id = l.provider_id
where l.hash = ${hash}::bytea and l.expires_at > now()
