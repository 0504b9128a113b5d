-- Searching a large record: every value of a facet has a number (its code), an entry has its codes in one short
-- array, one index holds words, codes and actors, and how many entries have a code is kept count of.
-- The index is worked out from the record: what stood in it goes, and is made anew at the next start.
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry);
delete from search_entry;

drop index search_entry_text;
drop index search_entry_actors;
drop index search_entry_newest;

alter table search_entry
  -- when anything of it last changed that this audience may see
  add column changed_at timestamptz not null,
  -- what of its words may be shown in a list: never a claim's, which do not stand without who says them
  add column body text not null,
  -- codes of search_term, ascending
  add column terms int[] not null;
create unique index search_entry_audience on search_entry (thing_id, for_public);
drop index search_entry_thing;

-- An entry's words. The index below holds them for a table that does not: entries of some kilobytes would be read
-- one page each, their keys are read forty at once (docs/decisions/0024). An entry is written before its key and never
-- changed, only replaced with it. (A search is short: shared among processes it would cost more; hence unsafe.)
create function search_vector(thing bigint, public boolean) returns tsvector language sql immutable parallel unsafe cost 1000
  begin atomic
    select tsv from search_entry where thing_id = thing and for_public = public;
  end;

-- What a search reads of an entry to filter, count and sort; nothing of its words.
create table search_key (
  thing_id bigint not null,
  changed_at timestamptz not null,
  sort_on date not null,
  for_public boolean not null,
  for_desk boolean not null,
  kind text not null,
  terms int[] not null,
  -- the same, `12 15 33`: summed up as text, counting costs a tenth of what it does in SQL
  codes text not null,
  actors bigint[] not null
);
alter table search_key alter column terms set storage plain;
alter table search_key alter column codes set storage plain;
-- Words, filters and names at once: one scan intersects them all.
create index search_key_found on search_key using gin (search_vector(thing_id, for_public), terms, actors);
create index search_key_thing on search_key (thing_id);
create index search_key_newest on search_key (kind, sort_on desc, thing_id desc);
create index search_key_changed on search_key (kind, changed_at desc, thing_id desc);

-- `country=KZ`, `year=2018`, `outlet=<id of an actor>` …, and `shelf=public/case/8072`: what an audience finds of a
-- kind in a quarter (year * 4 + 0..3; 0 where nothing has a date). Two writes at once may give one name two codes;
-- both are looked for.
create table search_term (
  code int generated always as identity primary key,
  name text collate "C" not null
);
create index search_term_name on search_term (name);

-- How many entries have a code: the sum of `n`. Writes add rows, so that they never wait for each other; they are
-- summed up now and then (search/index/tally.ts).
create table search_tally (
  for_public boolean not null,
  kind text not null,
  code int not null,
  n int not null
);

-- How the words of actors' names sound, for suggestions from their first letters in any script.
create table search_name (
  actor_id bigint not null,
  reading text collate "C" not null
);
create index search_name_reading on search_name (reading);
create index search_name_actor on search_name (actor_id);
