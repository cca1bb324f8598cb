-- What the policy asked for when a signature was requested. A request keeps it, whatever the policy says later.
alter table approval
  add column needed integer not null default 1 check (needed >= 1),
  add column may_approve jsonb, -- names; null: any person
  add column not_requester boolean not null default false,
  add column broke_glass boolean not null default false;

-- The approvals of one request. Each person counts once, however the name is written.
create table approval_signature (
  approval_id text not null references approval (id),
  person text not null, -- lower case
  actor text not null, -- as written
  at timestamptz not null,
  primary key (approval_id, person)
);

-- Who may change what: a run holds the targets of its writes from the signature until it is over, or only watches.
create table target_hold (
  environment text not null,
  target text not null, -- `service api`
  run_id text not null references run (id),
  by text not null, -- who asked for it
  since timestamptz not null,
  primary key (environment, target)
);
create index target_hold_by_run on target_hold (run_id);
