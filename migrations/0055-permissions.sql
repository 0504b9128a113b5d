-- What people agreed to have published of them, were asked, refused or took back (docs/decisions/0075).
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo', 'law', 'provision', 'demand', 'reply', 'permission'));
create sequence number_permission;

create table permission (
  id bigint primary key references thing on delete cascade,
  -- on record, or by name alone
  person_id bigint references actor,
  person text not null,
  -- for this article; null: wherever it is
  document_id bigint references document on delete set null,
  subject text not null,
  kinds text[] not null,
  state text not null default 'asked' check (state in ('asked', 'given', 'refused', 'withdrawn')),
  -- how the answer came
  way text check (way in ('letter', 'mail', 'recording', 'word', 'link')),
  -- year-month-day
  asked_on text,
  answered_on text,
  withdrawn_on text,
  -- what they are asked, in the words that are sent; where; in which language
  wording text not null,
  contact text not null,
  language text,
  note text not null,
  ended_at timestamptz
);
create index permission_person on permission (person_id) where person_id is not null;
create index permission_document on permission (document_id) where document_id is not null;

-- The link by which somebody answers once, without an account: its hash alone.
create table permission_link (
  permission_id bigint primary key references permission on delete cascade,
  token_hash bytea not null unique,
  made_at timestamptz not null,
  expires_at timestamptz not null
);

-- That somebody looked through an article after a permission was taken back.
create table permission_seen (
  permission_id bigint not null references permission on delete cascade,
  document_id bigint not null references document on delete cascade,
  at timestamptz not null,
  primary key (permission_id, document_id)
);
create index permission_seen_document on permission_seen (document_id);
