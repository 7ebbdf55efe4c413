-- Several hubs hear of the same device: one after the other.
select pg_advisory_xact_lock(hashtextextended(${publicKey}, 0)) is null as locked
