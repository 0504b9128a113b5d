-- Blobs to which nothing refers: since when, as far as the daily collection has seen, and when it last saw that.
create table unused_blob (
  name text primary key,
  since timestamptz not null,
  seen timestamptz not null
);

-- Sources that were published after the 28th of a month are now found under that day.
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict do nothing;
