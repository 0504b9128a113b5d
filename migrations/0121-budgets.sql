-- What clients have used of their budgets, if several processes share the database. Unlogged: nothing here is worth
-- keeping after a crash, and it must not get into a write-ahead log or onto a replica.
create unlogged table budget (
  -- a hash with the key of the day, of the budget's name and the client's address or account
  client bytea primary key,
  -- when the whole budget is available again, in milliseconds since 1970
  full_at double precision not null
);
create index budget_full on budget (full_at);

-- The keys of these hashes: one a day, deleted the next.
create unlogged table budget_key (
  day date primary key,
  key bytea not null
);
