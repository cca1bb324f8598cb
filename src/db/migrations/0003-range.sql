-- The simulated productions, and every command that reached them.

-- One world a system. `state` is the whole of it; it was `state`'s own time when it was written, and is moved on to
-- `virtual_now` when it is read: a command that only looked need not write it all.
create table world (
  system text primary key,
  -- SHA-256 of the system.yaml it was made from: a world of another one is not played on.
  definition text not null,
  state jsonb not null,
  virtual_now timestamptz not null,
  -- Virtual seconds per real second; 0: only commands move time.
  pace double precision not null default 0 check (pace >= 0),
  -- Grows by one with every change: the fence against a second server.
  version bigint not null default 0
) with (fillfactor = 50);

-- What the range's clients were asked, in order. Written before the answer is given: the outside witness of what ran.
create table range_call (
  id bigint generated always as identity primary key,
  system text not null,
  -- The attempt whose script called; null when someone else did.
  attempt_id text,
  argv text[] not null, -- with the program's name first
  cwd text not null,
  effect text not null check (effect in ('read', 'write')),
  -- False: the range could not answer, and said so.
  answered boolean not null,
  exit_code integer not null,
  virtual_at timestamptz not null,
  called_at timestamptz not null
);
create index range_call_by_system on range_call (system, id);
create index range_call_by_attempt on range_call (attempt_id) where attempt_id is not null;
