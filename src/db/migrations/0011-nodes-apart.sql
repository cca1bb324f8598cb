-- Nodes are not all alike: one has the credentials of production, another the simulated systems.
alter table node
  add column environments text[], -- whose runs it can move; null: of an earlier version, which asked nobody
  -- Tells keys apart without telling the key: nodes that seal under different ones must not share runs.
  add column key_id text;
