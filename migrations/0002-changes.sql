-- One row per write (rule 4): who, when, through which operation, why.
create table change_set (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  account_id bigint,
  via text not null,
  operation text not null,
  why text
);

-- One row per thing a write touched, before and after. Redaction empties `before` and `after`.
create table change (
  change_set_id bigint not null,
  ordinal int not null,
  kind text not null,
  thing_id bigint not null,
  action text not null,
  before jsonb,
  after jsonb,
  redacted boolean not null default false,
  primary key (change_set_id, ordinal)
);
create index change_thing on change (thing_id, change_set_id desc);

-- Settings of this installation that operations write (title of the paper, whether the example is loaded …).
create table setting (
  name text primary key,
  value jsonb not null
);
