-- Beside when a case began: which authorities acted, and how many days it took until it ended, for each audience
-- (search/statistics/course.ts). Actors are named by id. The days are null if a date is unknown or vague.
alter table case_began
  add column desk_authorities bigint[] not null default '{}',
  add column public_authorities bigint[] not null default '{}',
  add column desk_days int,
  add column public_days int;

insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict do nothing;
