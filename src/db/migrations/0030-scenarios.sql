-- Drills of scenarios: a world that begins otherwise, a run that a person starts, and a goal of its own.
alter table drill alter column fault drop not null; -- null: nothing is broken
alter table drill add column scenario jsonb; -- as it was when the drill began; null: the fault alone, as from the command line
alter table drill add column journal_from bigint not null default 0; -- the range's last command before it
alter table drill add column baseline jsonb; -- what was seen of its checks when the run began
alter table drill add column by_hand jsonb not null default '[]'; -- steps left to a person that the script has done
-- Where the verdict comes from: a line of the runbook, and why in words that are not the runbook's.
alter table drill add column line integer;
alter table drill add column evidence text;
alter table drill add column score jsonb;
alter table drill drop constraint drill_verdict_check;
alter table drill add constraint drill_verdict_check
  check (verdict in ('recovers', 'no effect', 'stuck', 'harmful', 'unanswered'));
-- History: all drills of a procedure, the newest first.
create index drill_of_procedure on drill (file, procedure_id, started_at desc);
