-- What someone proposes to an editor: an operation with its input, run by the editor who accepts it.
create table proposal (
  id bigint generated always as identity primary key,
  operation text not null,
  input jsonb not null,
  -- how many items it would change: who does not see all of them, does not see the proposal
  things int not null,
  note text not null,
  proposed_at timestamptz not null,
  proposed_by bigint not null references account,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'withdrawn')),
  decided_at timestamptz,
  decided_by bigint references account,
  -- to the person who proposed it
  reason text not null default '',
  check ((state = 'open') = (decided_at is null))
);
create index proposal_state on proposal (state, id);

-- The items that it would change, in the versions that were proposed.
create table proposal_thing (
  proposal_id bigint not null references proposal on delete cascade,
  thing_id bigint not null references thing on delete cascade,
  version int not null,
  primary key (proposal_id, thing_id)
);
create index proposal_thing_thing on proposal_thing (thing_id);
