-- Drills: what is rehearsed where, how far it is, and how it ended. A restart goes on from `phase`.
create table drill (
  id text primary key,
  system text not null,
  fault text not null,
  file text not null,
  runbook_digest text not null references runbook (digest),
  procedure_id text not null,
  parameters jsonb not null, -- given beforehand by a person
  scripted boolean not null,
  seed integer not null, -- of the world's chance: the same seed is the same story
  -- preparing: the world is being reset and broken · alarming: until the alarm has fired · following: the run · finished
  phase text not null check (phase in ('preparing', 'alarming', 'following', 'finished')),
  -- The range's own time; null until it has come to that.
  broken_at timestamptz,
  observing_since timestamptz,
  incident_id text references incident (id),
  verdict text check (verdict in ('recovers', 'no effect', 'stuck', 'harmful')),
  reason text,
  -- Seconds of the range's time since it was broken.
  detected_after double precision,
  first_diagnosis_after double precision,
  mitigated_after double precision,
  recovered_after double precision,
  started_at timestamptz not null,
  finished_at timestamptz,
  check ((phase = 'finished') = (finished_at is not null)),
  check ((verdict is null) = (finished_at is null))
);
-- A system plays one drill at a time, whatever the code does.
create unique index drill_running on drill (system) where phase <> 'finished';
create index drill_by_start on drill (started_at desc);
