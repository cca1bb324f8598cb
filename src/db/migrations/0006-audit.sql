-- The audit log: who did what, to which bytes, when, and how it ended. Written by triggers, and so in the very
-- transaction that did it, by whatever version of the code: no change can be made that forgets to say so.

create table audit_entry (
  id bigint generated always as identity primary key,
  -- Exactly the bytes that are sealed, as JSON on one line.
  body text not null,
  -- Place in the chain and SHA-256 of (hash before, seq, body): given once, by audit_seal(), after the commit.
  seq bigint unique,
  hash text check (hash ~ '^[0-9a-f]{64}$'),
  check ((seq is null) = (hash is null))
) with (fillfactor = 50);
create index audit_entry_unsealed on audit_entry (id) where seq is null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.seq is null and new.seq is not null and new.id = old.id and new.body = old.body then return new; end if;
  end if;
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_stays before update or delete on audit_entry
  for each row execute function audit_is_append_only();
create trigger audit_entry_is_not_emptied before truncate on audit_entry
  for each statement execute function audit_is_append_only();

create function audit_append(at timestamptz, who text, what text, facts jsonb) returns void language sql as $$
  insert into audit_entry (body) values ((jsonb_build_object(
    'at', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'who', who, 'what', what) || facts)::text)
$$;

-- Chains what has been committed and is not chained yet, in the order of ids. One at a time, over all nodes: whoever
-- comes second goes away. Outside the transactions that act, so that they never wait for each other.
-- Answers how many it has sealed.
create function audit_seal(most integer) returns integer language plpgsql as $$
declare
  entry record;
  place bigint := 0;
  chain text := repeat('0', 64);
  sealed integer := 0;
begin
  if not pg_try_advisory_xact_lock(1635083369, 1) then return 0; end if;
  select seq, hash into place, chain from audit_entry where seq is not null order by seq desc limit 1;
  if not found then place := 0; chain := repeat('0', 64); end if;
  for entry in select id, body from audit_entry where seq is null order by id limit most loop
    place := place + 1;
    chain := encode(sha256(convert_to(chain || E'\n' || place || E'\n' || entry.body, 'UTF8')), 'hex');
    update audit_entry set seq = place, hash = chain where id = entry.id;
    sealed := sealed + 1;
  end loop;
  return sealed;
end $$;

create function audit_alert() returns trigger language plpgsql as $$
begin
  perform audit_append(new.received_at, 'alert', 'alert-received', jsonb_build_object('incident', new.incident_id,
    'alert', new.name, 'fingerprint', new.fingerprint, 'status', new.status, 'startsAt', new.starts_at,
    'digest', encode(sha256(convert_to(jsonb_build_array(new.labels, new.annotations)::text, 'UTF8')), 'hex')));
  return null;
end $$;
create trigger alert_is_audited after insert or update on alert for each row execute function audit_alert();

create function audit_run() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform audit_append(new.started_at, new.requested_by, 'run-started', jsonb_build_object('incident', new.incident_id,
      'run', new.id, 'file', new.file, 'procedure', new.procedure ->> 'id', 'digest', new.runbook_digest,
      'environment', new.environment));
  else
    perform audit_append(new.finished_at, 'standby', 'run-finished', jsonb_build_object('incident', new.incident_id,
      'run', new.id, 'outcome', new.outcome));
  end if;
  return null;
end $$;
create trigger run_start_is_audited after insert on run for each row execute function audit_run();
create trigger run_end_is_audited after update of status on run for each row
  when (new.status = 'finished' and old.status <> 'finished') execute function audit_run();

create function audit_approval() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform audit_append(new.requested_at, new.requested_by, 'approval-requested', jsonb_build_object(
      'incident', new.incident_id, 'run', new.run_id, 'step', new.step + 1, 'approval', new.id, 'digest', new.digest,
      'effect', new.effect, 'commands', new.commands, 'expiresAt', new.expires_at));
  else
    perform audit_append(new.decided_at, new.decided_by, 'approval-decided', jsonb_build_object(
      'incident', new.incident_id, 'run', new.run_id, 'step', new.step + 1, 'approval', new.id, 'digest', new.digest,
      'outcome', new.status, 'reason', new.reason));
  end if;
  return null;
end $$;
create trigger approval_request_is_audited after insert on approval for each row execute function audit_approval();
create trigger approval_decision_is_audited after update of status on approval for each row
  when (new.status <> old.status) execute function audit_approval();

create function audit_attempt() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform audit_append(new.started_at, 'standby', 'attempt-started', jsonb_build_object('incident', new.incident_id,
      'run', new.run_id, 'step', new.step + 1, 'try', new.attempt, 'attempt', new.id, 'effect', new.effect,
      'approval', new.approval_id, 'digest', (select digest from approval where id = new.approval_id), 'node', new.node));
  else
    perform audit_append(new.finished_at, 'standby', 'attempt-finished', jsonb_build_object('incident', new.incident_id,
      'run', new.run_id, 'step', new.step + 1, 'try', new.attempt, 'attempt', new.id, 'outcome', new.status,
      'exitCode', new.exit_code));
  end if;
  return null;
end $$;
create trigger attempt_start_is_audited after insert on attempt for each row execute function audit_attempt();
create trigger attempt_end_is_audited after update of status on attempt for each row
  when (new.status <> old.status) execute function audit_attempt();

-- What people did, and what has no table of its own.
create function audit_story() returns trigger language plpgsql as $$
begin
  perform audit_append(new.at, new.actor, new.kind, jsonb_build_object('incident', new.incident_id, 'step', new.step + 1,
    'text', new.text));
  return null;
end $$;
create trigger timeline_entry_is_audited after insert on timeline_entry for each row
  when (new.kind in ('incident-opened', 'incident-acknowledged', 'incident-resolved', 'parameters-given', 'choice-made',
    'outcome-decided', 'step-skipped', 'node-lost', 'break-glass', 'approval-given'))
  execute function audit_story();
