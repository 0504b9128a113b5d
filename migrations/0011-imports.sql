-- A table brought in (CSV, XLSX, JSON) and what is made of it. A working paper like a draft: ids are drawn with those
-- of things, so that the history never takes one for the other. The file itself is a capture of its data set.
create table import (
  id bigint primary key default nextval('thing_id_seq'),
  capture_id bigint not null references capture on delete cascade,
  -- the data set: a source; rows are remembered under it
  source_id bigint not null references source,
  file_name text not null,
  state text not null default 'open' check (state in ('open', 'waiting', 'running', 'done', 'failed', 'stopped')),
  version int not null default 1,
  -- how the file is read, what its columns hold, what becomes of them
  reading jsonb not null,
  profile jsonb not null,
  mapping jsonb not null,
  -- the run under way or the last one: only tried, or written
  dry boolean not null default true,
  -- shared by the change sets of a run, which are undone as one
  batch uuid,
  -- rows with a fate so far, and how far into the file that is
  rows_done int not null default 0,
  bytes_done bigint not null default 0,
  counts jsonb not null default '{}',
  error jsonb,
  why text,
  stop boolean not null default false,
  created_by bigint references account,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  run_by bigint references account,
  started_at timestamptz,
  finished_at timestamptz,
  seen_at timestamptz
);
create index import_changed on import (changed_at desc, id desc);
create index import_capture on import (capture_id);
create index import_source on import (source_id);

-- What became of each row in the last run. `line`: where it begins in the file (its number, for JSON).
create table import_fate (
  import_id bigint not null references import on delete cascade,
  row int not null,
  line int not null,
  fate text not null check (fate in ('made', 'matched', 'changed', 'refused')),
  thing_id bigint,
  -- [{ column, message, params }]: why it was refused, or what is to be known of it
  notes jsonb not null default '[]',
  has_notes boolean not null default false,
  primary key (import_id, row)
);
create index import_fate_fate on import_fate (import_id, fate, row);
create index import_fate_notes on import_fate (import_id, row) where has_notes;

-- The rows of a data set that are on record: the same row again makes nothing, a row that says something else is a change.
-- `identity`: its id or the hash of what tells it apart; `occurrence`: which of several that are alike. A row that was
-- changed stands here once for each claim it made, so that what an undo brings back is known again.
create table import_row (
  id bigint generated always as identity primary key,
  source_id bigint not null references source,
  identity text not null,
  occurrence int not null,
  hash text not null,
  case_id bigint not null,
  event_id bigint,
  claim_id bigint not null,
  -- the import that saw it last, and the batch that wrote it last
  import_id bigint not null,
  batch uuid not null
);
create index import_row_identity on import_row (source_id, identity, occurrence, id desc);
create index import_row_case on import_row (case_id);
create index import_row_import on import_row (import_id);

-- Mappings kept under a name, for the next file of the same kind.
create table import_mapping (
  id bigint primary key default nextval('thing_id_seq'),
  name text not null,
  mapping jsonb not null,
  columns text[] not null,
  saved_by bigint references account,
  saved_at timestamptz not null
);
create unique index import_mapping_name on import_mapping (lower(name));

-- Names are looked up between the sets of a large import: none of them may wait in a list that each look reads through.
alter index actor_name_keys set (fastupdate = off);
