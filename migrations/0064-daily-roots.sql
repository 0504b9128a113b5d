-- Daily roots (docs/decisions/0101): one hash over all that was captured since the one before, signed and stamped.
create table daily_root (
  number bigint generated always as identity primary key,
  made_at timestamptz not null,
  -- what was captured before this moment, as far as no root had it
  through timestamptz not null,
  -- as signed, and the bare signature of it
  document bytea not null,
  signature bytea not null
);
create table daily_root_stamp (
  root bigint not null references daily_root,
  authority text not null,
  token bytea not null,
  primary key (root, authority)
);
-- Which root covers which hash.
create table rooted (
  sha256 bytea primary key,
  root bigint not null references daily_root
);
create index rooted_root on rooted (root);
