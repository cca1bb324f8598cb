-- Requests that expire at once, with less for each: see docs/adr/0018.

-- The log of what was decided, once for each statement. A request is changed when it is decided, or becomes void; or,
-- while it is pending, when somebody breaks the glass: that is told by itself.
create function audit_approvals_decided() returns trigger language plpgsql as $$
begin
  insert into audit_pending (bodies)
  select array_agg(json_build_object('at', to_char(after.decided_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'who', after.decided_by, 'what', 'approval-decided', 'incident', after.incident_id, 'run', after.run_id,
    'step', after.step + 1, 'approval', after.id, 'digest', after.digest, 'outcome', after.status,
    'reason', after.reason)::text)
  from after where after.status <> 'pending' having count(*) > 0;
  return null;
end $$;
drop trigger approval_decision_is_audited on approval;
create trigger approval_decision_is_audited after update on approval referencing new table as after
  for each statement execute function audit_approvals_decided();

-- A regular expression is asked again whenever a row is written: a twelfth of what an expiry costs. And what is decided is
-- written beside what was asked.
alter table approval drop constraint approval_digest_check;
alter table approval add constraint approval_digest_check check (length(digest) = 64);
alter table approval set (fillfactor = 60);

-- A run whose request has expired, and what it becomes: see `ExpiryChange` in src/runs/move-store.ts.
create type run_expiry as (
  run text, incident text, approval text, seen integer, version integer, status text, at timestamptz, state jsonb,
  world_at timestamptz, entries jsonb
);

-- As `commit_expiries`, in one statement. What is prepared before its time is written after it, or not at all.
create function expire_approvals(expiries jsonb)
returns text[] language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  runs text[];
begin
  with expiry as materialized (
    select expiry.* from jsonb_populate_recordset(null::run_expiry, expiries) as expiry
      join run on run.id = expiry.run join incident on incident.id = expiry.incident
      join approval on approval.id = expiry.approval
    where run.version = expiry.seen and run.owner is null
      and approval.status = 'pending' and approval.expires_at <= expiry.at
    for no key update of run, incident, approval skip locked
  ), ended as (
    update approval set status = 'expired', decided_by = 'standby', decided_at = expiry.at
    from expiry where approval.id = expiry.approval
  ), changed as (
    update run set version = expiry.version, status = expiry.status, state = expiry.state
    from expiry where run.id = expiry.run
  ), told as (
    insert into timeline_entry (incident_id, at, world_at, kind, actor, text, step, attempt)
    select expiry.incident, expiry.at, expiry.world_at, entry.kind, entry.actor, entry.text, entry.step, entry.attempt
    from expiry, jsonb_to_recordset(expiry.entries) as entry (kind text, actor text, text text, step integer, attempt integer)
  )
  select array_agg(expiry.run) into runs from expiry;
  return coalesce(runs, '{}');
end $$;
