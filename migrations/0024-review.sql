-- Where an article stands on its way to its readers, and what colleagues say of its sentences. Desk-only.
create table review (
  document_id bigint primary key references document on delete cascade,
  state text not null check (state in ('in-review', 'sent-back', 'approved', 'scheduled', 'failed')),
  -- the text that was submitted, approved, scheduled: a later one was not
  revision_id bigint not null references revision on delete cascade,
  -- why it was sent back
  reason text,
  publish_at timestamptz,
  -- why it was not published when it was time: the code of an error
  failure text,
  by_account bigint references account,
  at timestamptz not null,
  check ((state in ('scheduled', 'failed')) = (publish_at is not null))
);
create index review_state on review (state, at desc);

create table article_comment (
  id bigint generated always as identity primary key,
  document_id bigint not null references document on delete cascade,
  -- the sentence it is about, by its lasting id; null: the whole article
  sentence_id text,
  -- the sentence as it read when the comment was made
  passage text,
  body text not null,
  by_account bigint references account,
  at timestamptz not null,
  resolved_by bigint references account,
  resolved_at timestamptz
);
create index article_comment_document on article_comment (document_id, id);
