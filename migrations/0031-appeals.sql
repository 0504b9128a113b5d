-- Requests for support. Days are those of the publication's time zone.
create table appeal (
  number int generated always as identity primary key,
  title text not null,
  body text not null,
  -- behind "Learn more"; paragraphs parted by blank lines
  details text,
  -- the words on the button
  label text,
  -- the newsroom's own, https
  donate_url text not null,
  -- of the pages it stands on; null: any
  language text,
  -- front, article, case, other
  places text[] not null,
  starts_on text not null check (starts_on ~ '^\d{4}-\d\d-\d\d$'),
  ends_on text check (ends_on ~ '^\d{4}-\d\d-\d\d$'),
  -- whole units of the currency
  currency text,
  goal bigint,
  raised bigint,
  version int not null default 1,
  made_at timestamptz not null,
  ended_at timestamptz,
  check ((goal is null) = (currency is null)),
  check (raised is null or goal is not null)
);

-- How often, by day. Nothing else is known of who saw, left or followed one.
create table appeal_count (
  appeal_number int not null references appeal on delete cascade,
  day text not null,
  shown bigint not null default 0,
  away bigint not null default 0,
  followed bigint not null default 0,
  primary key (appeal_number, day)
);
