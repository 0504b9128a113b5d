-- Blobs to which nothing refers: since when, as far as the daily collection has seen, and when it last saw that.
create table unused_blob (
  name text primary key,
  since timestamptz not null,
  seen timestamptz not null
);
