-- Open letters (docs/decisions/0077). One that is known from what others say of it has no facts of its own: it names the
-- events of the record by which it was sent, and what claims say of those is what is known of it.
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo', 'law', 'provision', 'demand', 'reply', 'permission', 'letter'));
create sequence number_letter;

create table letter (
  id bigint primary key references thing on delete cascade,
  -- known from sources, or written and signed here
  sort text not null check (sort in ('reported', 'hosted')),
  -- the desk's own, as of a case
  title text not null,
  language text not null,
  -- the letter itself as a source: what quotes it names it in its chain
  source_id bigint references source
);
create index letter_source on letter (source_id) where source_id is not null;

-- The steps in cases that are this letter.
create table letter_event (
  letter_id bigint not null references letter on delete cascade,
  position smallint not null,
  event_id bigint not null references event,
  primary key (letter_id, event_id)
);
create index letter_event_event on letter_event (event_id);
