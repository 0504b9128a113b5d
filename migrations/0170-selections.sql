-- items that someone selected in a list, with the versions that they had then, and what was done with them
create table selection (
  key text primary key,
  account_id bigint not null references account,
  list text not null,
  query text not null,
  whole boolean not null,
  at timestamptz not null,
  things bigint[] not null,
  versions int[] not null,
  outcome jsonb,
  check (cardinality(things) = cardinality(versions))
);
create index selection_account on selection (account_id, at desc);
