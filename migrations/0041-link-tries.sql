-- What came of trying the addresses that articles lead to (docs/decisions/0064). An address is kept as its SHA-256
-- alone: here it need only be recognised, and an address can name somebody.
create table link_try (
  address bytea primary key,
  at timestamptz not null,
  -- what a server answered, or why none did (a code of the catalogue of errors)
  status int,
  failure text,
  check ((status is null) <> (failure is null))
);
create index link_try_at on link_try (at);

-- The last time somebody asked for an article's links to be tried.
create table link_round (
  document_id bigint primary key references document on delete cascade,
  asked_at timestamptz not null,
  done_at timestamptz
);
