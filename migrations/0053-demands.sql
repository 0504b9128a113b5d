-- Files that a thing of the record came with, as they came (docs/decisions/0072). Their bytes never change; `size` 0:
-- erased, or held in the ciphertext of a sealed thing.
create table held_file (
  id bigint generated always as identity primary key,
  thing_id bigint not null references thing on delete cascade,
  position smallint not null,
  name text not null,
  media_type text not null,
  sha256 text not null,
  size bigint not null,
  kept_at timestamptz not null,
  unique (thing_id, position)
);
create index held_file_sha256 on held_file (sha256);

-- Official demands on the publication: to remove something, to identify somebody, to reveal something.
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo', 'law', 'provision', 'demand'));
create sequence number_demand;

create table demand (
  id bigint primary key references thing on delete cascade,
  kind text not null check (kind in ('remove', 'identify', 'reveal')),
  authority_id bigint references actor,
  -- as the demand names it, and the law or provision on record
  law text not null,
  law_id bigint references thing,
  -- what it asks for, in the desk's words, and about what where that is nothing on record
  what text not null,
  about_words text not null,
  -- where it came as a page that is kept
  capture_id bigint references capture,
  -- year-month-day
  received text not null,
  deadline text,
  outcome text not null default 'pending' check (outcome in ('pending', 'complied', 'partly', 'refused', 'withdrawn')),
  outcome_on text,
  outcome_reason text not null default '',
  -- in the transparency report: with who demanded, without, or not at all where a law forbids even the number
  counted text not null check (counted in ('with-authority', 'without-authority', 'left-out')),
  -- when its words and files ended; what is counted stays
  ended_at timestamptz
);
create index demand_outcome on demand (outcome, deadline);

-- What it is about: articles, claims, cases, people.
create table demand_about (
  demand_id bigint not null references demand on delete cascade,
  position smallint not null,
  thing_id bigint not null references thing,
  primary key (demand_id, thing_id)
);
create index demand_about_thing on demand_about (thing_id);

-- The demand that taking an article down followed.
alter table article_act add column demand_id bigint references demand;
