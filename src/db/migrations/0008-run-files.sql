-- Small files that steps leave in the run's folder: another node must have them too.

create table run_file (
  run_id text not null references run (id),
  path text not null,
  content bytea not null, -- sealed: AES-256-GCM under a key that is not in the database
  primary key (run_id, path)
);
