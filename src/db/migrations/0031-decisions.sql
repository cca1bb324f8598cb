-- Exploring: which of the possible answers is given at each decision, counted from 0; and what there was to choose from.
alter table drill add column decisions jsonb; -- null: answers are the scenario's
alter table drill add column taken jsonb not null default '[]';
