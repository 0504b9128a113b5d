-- The search index: one narrow row for each thing and audience (one for both where both see the same). What is
-- not public stands in no row with `for_public`. It is worked out from the record (search/index/) and can be
-- rebuilt at any time; nothing refers to it.
create table search_entry (
  thing_id bigint not null,
  kind text not null,
  for_public boolean not null,
  for_desk boolean not null,
  -- as lists show it
  title text not null,
  -- `russian` over unaccented text: it stems Latin words as English
  tsv tsvector not null,
  -- ISO 3166-1; incident types with all they are kinds of; years an event falls in; case statuses; BCP 47
  countries text[] not null default '{}',
  types text[] not null default '{}',
  years smallint[] not null default '{}',
  statuses text[] not null default '{}',
  languages text[] not null default '{}',
  -- actor ids: the outlets that were the target; everyone who is involved or speaks
  outlets bigint[] not null default '{}',
  actors bigint[] not null default '{}',
  -- newest first; -infinity where nothing has a date
  sort_on date not null default '-infinity',
  check (for_public or for_desk)
);
-- The vector is read to rank, not to filter or count: keep it out of the row.
alter table search_entry alter column tsv set storage external;
alter table search_entry set (toast_tuple_target = 256);

create index search_entry_thing on search_entry (thing_id);
create index search_entry_text on search_entry using gin (tsv);
create index search_entry_actors on search_entry using gin (actors);
create index search_entry_newest on search_entry (kind, sort_on desc, thing_id desc);
