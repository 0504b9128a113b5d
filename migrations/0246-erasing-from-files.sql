-- What was deleted and may still be in the files of the database (docs/decisions/0271). It says which item and which
-- tables, but none of the deleted words.
create table file_erasure (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  act text not null check (act in ('seal', 'redact', 'end', 'withdraw', 'restore', 'rotate')),
  thing_id bigint references thing (id) on delete set null,
  tables text[] not null,
  -- The transaction that deleted the rows.
  xid bigint not null default (pg_current_xact_id()::text::bigint),
  -- The words to search the files for, encrypted with a key that is only in the data folder.
  words bytea,
  finished_at timestamptz,
  -- Why the last attempt did not finish, and where the words may remain afterwards.
  obstacle text check (obstacle in ('snapshot', 'locked', 'rights', 'recycled', 'held', 'found')),
  remains text[] not null default '{}'
);
create index on file_erasure (at) where finished_at is null;
create index on file_erasure (thing_id);
