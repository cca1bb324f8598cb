-- Runs: who owns them, their attempts, their output, and the signatures they wait for.

-- One process that runs steps. The row lives as long as the process does, or until a peer has taken over from it.
create table node (
  id integer generated always as identity primary key, -- also the key of its advisory lock
  boot_id text not null unique,
  host text not null, -- the machine and its boot: only there can its processes still be alive
  pid integer not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now() -- by the database's clock, as is every look at it
) with (fillfactor = 60);

create table run (
  id text primary key,
  incident_id text not null references incident (id),
  procedure jsonb not null, -- as compiled when the run began; never changes
  runbook_digest text not null,
  file text not null,
  environment text not null,
  requested_by text not null,
  status text not null check (status in ('running', 'waiting', 'observing', 'finished')),
  state jsonb not null, -- what moves: steps, values, what it waits for
  outcome text check (outcome in ('recovered', 'completed', 'stopped')),
  stopping boolean not null default false,
  version integer not null, -- the fence: every change names the version it saw
  owner integer references node (id), -- the node that moves it; only a running run has one
  started_at timestamptz not null,
  finished_at timestamptz,
  check (owner is null or status = 'running'),
  check ((status = 'finished') = (outcome is not null and finished_at is not null))
) with (fillfactor = 60);
create index run_claimable on run (started_at) where status = 'running' and owner is null;
create index run_owned on run (owner) where owner is not null;
create index run_by_incident on run (incident_id, started_at);

-- A person's signature on exact bytes.
create table approval (
  id text primary key,
  incident_id text not null references incident (id),
  run_id text not null references run (id),
  step integer not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  signed_bytes text not null,
  commands text not null,
  effect text not null check (effect in ('read', 'write', 'destructive', 'unknown')),
  reasons jsonb not null,
  targets jsonb not null,
  why text not null,
  status text not null check (status in ('pending', 'approved', 'rejected', 'expired', 'void')),
  requested_by text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text
);
create unique index approval_pending on approval (run_id) where status = 'pending';
create index approval_due on approval (expires_at) where status = 'pending';
create index approval_by_incident on approval (incident_id, requested_at);

create table attempt (
  id text primary key,
  incident_id text not null references incident (id),
  run_id text not null references run (id),
  step integer not null,
  attempt integer not null,
  effect text not null check (effect in ('read', 'write', 'destructive', 'unknown')),
  -- One signature, one try: whatever the code does, a write cannot start twice under the same one.
  approval_id text unique references approval (id),
  status text not null check (status in ('running', 'succeeded', 'failed', 'lost')),
  node integer not null, -- who started it; outlives the node's row
  pid integer,
  process_started text,
  started_at timestamptz not null,
  finished_at timestamptz,
  exit_code integer,
  statements jsonb not null default '[]',
  dropped_bytes bigint not null default 0,
  unique (run_id, step, attempt),
  check (effect = 'read' or approval_id is not null),
  check ((status = 'running') = (finished_at is null))
) with (fillfactor = 60);
create unique index attempt_running on attempt (run_id) where status = 'running';
create index attempt_by_incident on attempt (incident_id);

-- Append only; secrets are masked before they come here.
create table output_chunk (
  id bigint generated always as identity primary key,
  incident_id text not null references incident (id),
  attempt_id text not null,
  stream text not null check (stream in ('stdout', 'stderr')),
  at timestamptz not null,
  text text not null
);
create index output_chunk_by_incident on output_chunk (incident_id, id);
