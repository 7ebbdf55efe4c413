-- What is older than a node's history goes back, at most so many rows of each at a time.
with states as (
  delete from node_state where ctid = any(array(
    select ctid from node_state where at < now() - ${days} * interval '1 day' limit ${max}::int))
  returning 1),
visits as (
  delete from node_visit where ctid = any(array(
    select ctid from node_visit where left_at < now() - ${days} * interval '1 day' limit ${max}::int))
  returning 1),
verdicts as (
  delete from node_verdict where ctid = any(array(
    select ctid from node_verdict where at < now() - ${days} * interval '1 day' limit ${max}::int))
  returning 1),
links as (
  delete from consent_link where hash in (
    select hash from consent_link where expires_at < now() limit ${max}::int for update skip locked)
  returning 1)
select
  (select count(*) from states)::int as states,
  (select count(*) from visits)::int as visits,
  (select count(*) from verdicts)::int as verdicts,
  (select count(*) from links)::int as "consentLinks"
