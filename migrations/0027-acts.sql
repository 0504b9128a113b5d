-- A new edition of a published article is an update, a correction, or mends a slip without meaning
-- (docs/decisions/0047). Retracting, taking down, unpublishing and restoring are acts of their own.
alter table edition drop constraint edition_act_check;
alter table edition add constraint edition_act_check check (act in ('publish', 'correct', 'slip'));

-- What readers are told of a correction: what was wrong, since which edition, and what is right.
create table correction (
  id bigint generated always as identity primary key,
  document_id bigint not null references document on delete cascade,
  edition_id bigint not null unique references edition on delete cascade,
  since_edition int not null,
  wrong text not null,
  put_right text not null
);
create index correction_document on correction (document_id);

-- Never changed: an act is undone by another.
create table article_act (
  id bigint generated always as identity primary key,
  document_id bigint not null references document on delete cascade,
  act text not null check (act in ('retract', 'take-down', 'unpublish', 'restore')),
  state_before text not null check (state_before in ('published', 'retracted', 'taken-down', 'unpublished')),
  at timestamptz not null,
  by_account bigint references account,
  -- why, for readers
  reason text,
  -- of taking down alone: who demanded it, whether readers may be told who, the day (EDTF), the law, the order in its case
  demanded_by text,
  tell_who boolean not null default true,
  demanded_on text,
  law text,
  order_id bigint references "order" deferrable initially deferred,
  check (act = 'take-down' or reason is not null),
  check ((act = 'take-down') = (demanded_by is not null and demanded_on is not null and law is not null))
);
create index article_act_document on article_act (document_id, id desc);
create index article_act_order on article_act (order_id) where order_id is not null;
