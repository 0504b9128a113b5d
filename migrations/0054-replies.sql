-- Who asks that a reply or a refutation be published with an article (docs/decisions/0074). What is published is theirs
-- and stays as it is; everything else is the desk's.
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo', 'law', 'provision', 'demand', 'reply'));
create sequence number_reply;

create table reply (
  id bigint primary key references thing on delete cascade,
  kind text not null check (kind in ('reply', 'refutation')),
  document_id bigint not null references document on delete cascade,
  -- the edition that they speak of, and its sentences
  edition_id bigint references edition on delete set null,
  sentences text[] not null default '{}',
  asker_id bigint references actor,
  -- as they call themselves; readers see it with what is published
  asker text not null,
  -- where the desk answers them
  contact text not null,
  -- what they ask for, in the desk's words
  asked text not null,
  -- year-month-day
  received text not null,
  deadline text,
  -- the duty that the deadline comes from; null where it was set by hand
  duty_id bigint references duty on delete set null,
  state text not null default 'waiting' check (state in ('waiting', 'published', 'corrected', 'refused', 'withdrawn')),
  settled_at timestamptz,
  reason text not null default '',
  -- what is published with the article, in their words
  words text,
  language text,
  -- when contact, what was asked and files ended
  ended_at timestamptz,
  check ((state = 'published') = (words is not null))
);
create index reply_document on reply (document_id) where state = 'published';
create index reply_waiting on reply (deadline) where state = 'waiting';
