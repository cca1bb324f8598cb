-- Runbooks, alerts, incidents and their story.

-- One text of one runbook. Kept for ever: incidents and runs name the digest they were handled by.
create table runbook (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'), -- SHA-256 of `text`
  file text not null,
  text text not null,
  -- When it was last registered. The latest text of a file is the one that new alerts are bound to.
  registered_at timestamptz not null
);
create index runbook_by_file on runbook (file, registered_at desc);

create table incident (
  id text primary key,
  number bigint generated always as identity unique, -- what people say on the phone
  title text not null,
  status text not null check (status in ('triggered', 'acknowledged', 'resolved')),
  severity text,
  environment text not null,
  group_key text not null, -- Alertmanager's groupKey
  runbook_digest text references runbook (digest),
  procedure_id text,
  procedure_heading text,
  no_run_reason text, -- why there is no run, and what to do about it; null when there is one
  opened_at timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  resolved_by text, -- `alert`, or a person's name
  drill_id text,
  check ((runbook_digest is null) = (procedure_id is null)),
  check ((status = 'resolved') = (resolved_at is not null))
);
-- The rule itself, whatever the code does: a group has at most one open incident.
-- By its md5: a group key has no maximum length, an index entry has one (2,704 bytes).
create unique index incident_open_group on incident (environment, md5(group_key)) where status <> 'resolved';
create index incident_by_group on incident (environment, md5(group_key), number desc);
create unique index incident_of_drill on incident (drill_id) where drill_id is not null;

-- The latest that was said about each alert of an incident.
create table alert (
  incident_id text not null references incident (id),
  fingerprint text not null,
  name text not null,
  status text not null check (status in ('firing', 'resolved')),
  labels jsonb not null,
  annotations jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  generator_url text,
  received_at timestamptz not null, -- by us, first: what time to detect is measured with
  primary key (incident_id, fingerprint)
);

-- Append only. Within one incident, ids ascend in the order of the commits: see src/incidents/timeline-store.ts.
create table timeline_entry (
  id bigint generated always as identity primary key,
  incident_id text not null references incident (id),
  at timestamptz not null,
  world_at timestamptz,
  kind text not null,
  actor text not null,
  text text not null,
  step integer,
  attempt integer
);
create index timeline_entry_by_incident on timeline_entry (incident_id, id);
