-- What a step costs, again. See docs/adr/0018.

-- Nothing looks for attempts by their incident. An index whose condition is the status makes the end of every attempt a
-- new entry in each index of the table. That a run has one running attempt at most is held by the fence: one begins
-- only where the row of the run is as it was seen, and where the one before has ended in the same statement.
drop index attempt_by_incident;
drop index attempt_running;
-- Its run has the incident, and is asked for already.
alter table attempt drop constraint attempt_incident_id_fkey;

-- Every step writes a state of which little is other than before: compressing it anew each time costs more than the room.
-- The procedure, which never changes, lies apart from it as soon as it is of any size.
alter table run alter column procedure set storage external, set (toast_tuple_target = 4080);

-- One move of one run: see `StepChange` in src/runs/store.ts.
create type run_move as (
  run text, incident text, seen integer, version integer, status text, stopping boolean, at timestamptz,
  state jsonb, -- all of it; null where the rest says what has become other
  one integer, one_state jsonb, other integer, other_state jsonb, -- two of the steps
  ended text, outcome text, exit_code integer, statements jsonb, dropped_bytes bigint,
  started text, step integer, attempt integer, effect text, approval text,
  world_at timestamptz, entries jsonb, chunks jsonb
);

-- As `commit_steps`, with each move read once, and with what has changed of a state instead of all of it.
create function commit_moves(node integer, moves jsonb)
returns text[] language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  runs text[];
  to_end integer;
  has_ended integer;
begin
  with move as materialized (
    -- The incidents too: within one of them ids ascend in the order of the commits.
    select move.* from jsonb_populate_recordset(null::run_move, moves) as move
      join run on run.id = move.run join incident on incident.id = move.incident
    where run.version = move.seen and run.owner = commit_moves.node
    for no key update of run, incident skip locked
  ), changed as (
    update run set version = move.version, status = move.status, stopping = move.stopping,
      owner = case when move.status = 'running' then commit_moves.node end,
      state = coalesce(move.state, jsonb_set(jsonb_set(run.state,
        array['steps', move.one::text], move.one_state, false), array['steps', move.other::text], move.other_state, false))
    from move where run.id = move.run
  ), ended as (
    update attempt set status = move.outcome, exit_code = move.exit_code, statements = move.statements,
      dropped_bytes = move.dropped_bytes, finished_at = move.at
    from move where attempt.id = move.ended and attempt.status = 'running'
    returning attempt.id
  ), said as (
    insert into output_chunk (incident_id, attempt_id, stream, at, text)
    select move.incident, chunk.attempt, chunk.stream, chunk.at, chunk.text
    from move, jsonb_to_recordset(move.chunks) as chunk (attempt text, stream text, at timestamptz, text text)
  ), told as (
    insert into timeline_entry (incident_id, at, world_at, kind, actor, text, step, attempt)
    select move.incident, move.at, move.world_at, entry.kind, entry.actor, entry.text, entry.step, entry.attempt
    from move, jsonb_to_recordset(move.entries) as entry (kind text, actor text, text text, step integer, attempt integer)
  ), started as (
    insert into attempt (id, incident_id, run_id, step, attempt, effect, approval_id, status, node, started_at)
    select move.started, incident, run, step, attempt, effect, approval, 'running', commit_moves.node, at
    from move where move.started is not null
  )
  select array_agg(move.run), count(move.ended), (select count(*) from ended) into runs, to_end, has_ended from move;
  if has_ended <> to_end then raise exception 'an attempt that is to end does not run'; end if;
  return coalesce(runs, '{}');
end $$;
