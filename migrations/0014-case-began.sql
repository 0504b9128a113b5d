-- When a case began, as a span of days, for each audience: what statistics over time are counted by. Worked out from
-- the record (search/statistics/began.ts) in the transaction of each write; nothing refers to it. A case that has no
-- row, or null in an audience's columns, has no date that this audience may see.
create table case_began (
  case_id bigint primary key,
  desk_from date,
  desk_to date,
  public_from date,
  public_to date
);
