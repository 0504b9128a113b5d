-- A page that was brought in and is being worked on: what the rules suggested and what a monitor made of it, saved
-- with each step. A working paper, not the record: what is filed from it is. Ids are drawn with those of things,
-- so that the history never takes one for the other.
create table draft (
  id bigint primary key default nextval('thing_id_seq'),
  capture_id bigint not null references capture on delete cascade,
  title text not null,
  state text not null default 'open' check (state in ('open', 'filed')),
  version int not null default 1,
  content jsonb not null,
  -- how many claims wait for a decision, for the list
  undecided int not null,
  created_by bigint references account,
  created_at timestamptz not null,
  changed_by bigint references account,
  changed_at timestamptz not null,
  filed_at timestamptz
);
create index draft_state on draft (state, changed_at desc, id desc);
create index draft_capture on draft (capture_id);
