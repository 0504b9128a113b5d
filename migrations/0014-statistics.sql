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

-- A figure that a published article is computed from: what was counted, and what came out, as it stood. Never changed.
-- Editions that publish the same figure again share it, so that its address stays.
create sequence number_figure;
create table figure (
  number bigint primary key,
  -- what `readStatistic` gives; words as they are, so that a name to be erased is found
  query jsonb not null,
  -- `FrozenStatistic` (search/statistics/table.ts): outlets by number, never by name
  statistic jsonb not null,
  made_at timestamptz not null
);
create table published_figure (
  edition_id bigint not null references edition on delete cascade,
  figure_number bigint not null references figure,
  primary key (edition_id, figure_number)
);
create index published_figure_figure on published_figure (figure_number);
