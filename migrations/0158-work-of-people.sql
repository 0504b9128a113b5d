-- who is responsible for an item, and until when
create table assignment (
  id bigint generated always as identity primary key,
  thing_id bigint unique references thing on delete cascade,
  draft_id bigint unique references draft on delete cascade,
  proposal_id bigint unique references proposal on delete cascade,
  account_id bigint not null references account,
  due text check (due ~ '^\d{4}-\d\d-\d\d$'),
  priority text not null check (priority in ('high', 'normal', 'low')),
  by_account bigint references account,
  at timestamptz not null,
  check (num_nonnulls(thing_id, draft_id, proposal_id) = 1)
);
create index assignment_account on assignment (account_id);

-- the items whose changes someone wants to hear of
create table follow (
  account_id bigint not null references account,
  thing_id bigint not null references thing on delete cascade,
  at timestamptz not null,
  primary key (account_id, thing_id)
);
create index follow_thing on follow (thing_id);

-- what someone should hear of
create table notice (
  id bigint generated always as identity primary key,
  account_id bigint not null references account,
  kind text not null check (kind in ('assigned', 'mention', 'returned', 'approved', 'decided', 'followed')),
  thing_id bigint references thing on delete cascade,
  draft_id bigint references draft on delete cascade,
  proposal_id bigint references proposal on delete cascade,
  comment_id bigint references article_comment on delete cascade,
  by_account bigint references account,
  at timestamptz not null,
  seen_at timestamptz,
  check (num_nonnulls(thing_id, draft_id, proposal_id) = 1)
);
create index notice_account on notice (account_id, at desc);
create index notice_thing on notice (thing_id);
create index notice_draft on notice (draft_id);
create index notice_proposal on notice (proposal_id);
create index notice_comment on notice (comment_id);
-- one notice for an item that someone follows, however often it changes
create unique index notice_followed on notice (account_id, thing_id) where kind = 'followed';

-- whether someone wants emails about their work; without a row, they get none
create table work_mail (
  account_id bigint primary key references account,
  often text not null check (often in ('daily', 'hourly')),
  stop_key text not null unique,
  told_until timestamptz not null
);

-- the secret address of a personal feed and calendar
create table work_feed (
  account_id bigint primary key references account,
  nonce bytea not null unique
);
