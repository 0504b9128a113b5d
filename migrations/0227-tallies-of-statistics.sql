-- How many public cases have which values: of one facet, of one facet and when they began, and of country or kind of
-- target together with another facet (search/statistics/tallies.ts). Readers' statistics are read from it.
-- `a` and `b`: the values of a case, as codes or ids in order, separated by spaces. `span`: the first and the last
-- period in which the case may have begun.
create table statistic_tally (
  part text collate "C" not null,
  a text collate "C" not null,
  b text collate "C" not null,
  span text collate "C" not null,
  n int not null,
  primary key (part, a, b, span)
);
create index statistic_tally_empty on statistic_tally (part) where n = 0;

-- What writes have added to the numbers, or taken from them, and is not in `statistic_tally` yet. Writes only add rows,
-- so that they never wait for each other.
create table statistic_change (like statistic_tally);

-- The index, which has these numbers, is rebuilt at the next start.
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict (name) do nothing;
