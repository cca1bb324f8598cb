-- A text that only drills have used: it may be a draft, and is not bound to alerts of anything real.
alter table runbook add column rehearsal boolean not null default false;
