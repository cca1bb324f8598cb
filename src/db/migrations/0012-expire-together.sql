-- Requests whose time is up, many at once: each ends, and its run with it moves on to where it waits for a person.
-- As `commit_steps` it never waits and settles no doubt: what another holds or has changed is left out. Answers the runs
-- that were written.
create function commit_expiries(runs jsonb, entries jsonb)
returns text[] language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  mine text[];
begin
  select array_agg(locked.id) into mine from (
    select run.id
    from jsonb_to_recordset(runs) as seen (id text, incident text, seen integer, approval text)
      join run on run.id = seen.id join incident on incident.id = seen.incident
      join approval on approval.id = seen.approval
    where run.version = seen.seen and run.owner is null and approval.status = 'pending'
    for no key update of run, incident, approval skip locked
  ) as locked;
  if mine is null then return '{}'; end if;

  update approval set status = 'expired', decided_by = 'standby', decided_at = next.at
  from jsonb_to_recordset(runs) as next (id text, approval text, at timestamptz)
  where approval.id = next.approval and next.id = any (mine);

  update run set version = next.version, status = next.status, state = next.state
  from jsonb_to_recordset(runs) as next (id text, version integer, status text, state jsonb)
  where run.id = next.id and next.id = any (mine);

  insert into timeline_entry (incident_id, at, world_at, kind, actor, text, step, attempt)
  select "incidentId", at, "worldAt", kind, actor, text, step, attempt
  from jsonb_to_recordset(entries) as entry (run text, "incidentId" text, at timestamptz, "worldAt" timestamptz,
    kind text, actor text, text text, step integer, attempt integer)
  where run = any (mine);

  return mine;
end $$;
