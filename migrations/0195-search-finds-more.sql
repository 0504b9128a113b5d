-- Items are now also found by places, dates, web addresses, identifiers and names of laws.
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict do nothing;
