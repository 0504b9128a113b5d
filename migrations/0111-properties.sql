-- Properties that this installation has besides those of the catalogue. They are read once, at the start.
create table property (
  key text primary key,
  label text not null,
  of_kinds text[] not null,
  value jsonb not null,
  many boolean not null,
  -- the parameter by which it is filtered
  facet text
);

-- Facets that properties declare are in the index from now on: it is worked out anew.
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict do nothing;
