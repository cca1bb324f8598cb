-- What a node has done since it last wrote: for each of several runs the end of one attempt and the start of the next,
-- with its story and the last of its output, in one statement. All of it is committed before any process starts.
--
-- It never waits for a lock and never settles a doubt: a run that another holds, has changed, or owns is left out, and
-- the node writes that one by itself. Answers the runs that were written.
--
-- Its plan is kept for as long as the connection lives, so it must not depend on how small the tables were at first:
-- by key, whatever the statistics say.
create function commit_steps(node integer, runs jsonb, ended jsonb, started jsonb, entries jsonb, chunks jsonb)
returns text[] language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
declare
  mine text[];
begin
  -- The incidents too: within one of them ids ascend in the order of the commits.
  select array_agg(locked.id) into mine from (
    select run.id
    from jsonb_to_recordset(runs) as seen (id text, incident text, seen integer)
      join run on run.id = seen.id join incident on incident.id = seen.incident
    where run.version = seen.seen and run.owner = node
    for no key update of run, incident skip locked
  ) as locked;
  if mine is null then return '{}'; end if;

  insert into output_chunk (incident_id, attempt_id, stream, at, text)
  select incident, attempt, stream, at, text
  from jsonb_to_recordset(chunks) as chunk (run text, incident text, attempt text, stream text, at timestamptz, text text)
  where run = any (mine);

  update run set version = next.version, status = next.status, state = next.state, stopping = next.stopping,
    owner = case when next.status = 'running' then node end
  from jsonb_to_recordset(runs) as next (id text, version integer, status text, state jsonb, stopping boolean)
  where run.id = next.id and next.id = any (mine);

  update attempt set status = ending.status, exit_code = ending.exit_code, statements = ending.statements,
    dropped_bytes = ending.dropped_bytes, finished_at = ending.at
  from jsonb_to_recordset(ended) as ending (run text, id text, status text, exit_code integer, statements jsonb,
    dropped_bytes bigint, at timestamptz)
  where attempt.id = ending.id and attempt.status = 'running' and ending.run = any (mine);

  insert into attempt (id, incident_id, run_id, step, attempt, effect, approval_id, status, node, started_at)
  select id, incident, run, step, attempt, effect, approval, 'running', node, at
  from jsonb_to_recordset(started) as start (run text, id text, incident text, step integer, attempt integer,
    effect text, approval text, at timestamptz)
  where run = any (mine);

  insert into timeline_entry (incident_id, at, world_at, kind, actor, text, step, attempt)
  select "incidentId", at, "worldAt", kind, actor, text, step, attempt
  from jsonb_to_recordset(entries) as entry (run text, "incidentId" text, at timestamptz, "worldAt" timestamptz,
    kind text, actor text, text text, step integer, attempt integer)
  where run = any (mine);

  return mine;
end $$;

-- The audit of what every step does, once for each statement instead of once for each row.
create function audit_attempts_started() returns trigger language plpgsql as $$
begin
  insert into audit_entry (body)
  select jsonb_build_object('at', to_char(added.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'who', 'standby', 'what', 'attempt-started', 'incident', added.incident_id, 'run', added.run_id,
    'step', added.step + 1, 'try', added.attempt, 'attempt', added.id, 'effect', added.effect,
    'approval', added.approval_id, 'digest', (select digest from approval where approval.id = added.approval_id),
    'node', added.node)::text
  from added;
  return null;
end $$;

create function audit_attempts_ended() returns trigger language plpgsql as $$
begin
  insert into audit_entry (body)
  select jsonb_build_object('at', to_char(after.finished_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'who', 'standby', 'what', 'attempt-finished', 'incident', after.incident_id, 'run', after.run_id,
    'step', after.step + 1, 'try', after.attempt, 'attempt', after.id, 'outcome', after.status,
    'exitCode', after.exit_code)::text
  from after join before on before.id = after.id
  where after.status <> before.status;
  return null;
end $$;

create function audit_stories() returns trigger language plpgsql as $$
begin
  insert into audit_entry (body)
  select jsonb_build_object('at', to_char(added.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'who', added.actor, 'what', added.kind, 'incident', added.incident_id, 'step', added.step + 1,
    'text', added.text)::text
  from added
  where added.kind in ('incident-opened', 'incident-acknowledged', 'incident-resolved', 'parameters-given',
    'choice-made', 'outcome-decided', 'step-skipped', 'node-lost', 'break-glass', 'approval-given')
  order by added.id;
  return null;
end $$;

drop trigger attempt_start_is_audited on attempt;
drop trigger attempt_end_is_audited on attempt;
drop trigger timeline_entry_is_audited on timeline_entry;
create trigger attempt_start_is_audited after insert on attempt referencing new table as added
  for each statement execute function audit_attempts_started();
create trigger attempt_end_is_audited after update on attempt referencing old table as before new table as after
  for each statement execute function audit_attempts_ended();
create trigger timeline_entry_is_audited after insert on timeline_entry referencing new table as added
  for each statement execute function audit_stories();
drop function audit_attempt();
drop function audit_story();

-- What has no value need not be in an index that keeps values apart: two entries less for every step.
alter table audit_entry drop constraint audit_entry_seq_key;
create unique index audit_entry_seq on audit_entry (seq) where seq is not null;
alter table attempt drop constraint attempt_approval_id_key;
create unique index attempt_approval on attempt (approval_id) where approval_id is not null;
