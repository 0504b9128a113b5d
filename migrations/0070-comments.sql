-- What readers write under articles (docs/decisions/0084). Of who wrote it nothing is kept: no address, no browser, no
-- account, and of the time no more than the hour.
create table reader_comment (
  id bigint generated always as identity primary key,
  document_id bigint not null references document on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'published', 'rejected', 'withdrawn')),
  -- as they call themselves; may be empty
  name text not null default '',
  text text not null,
  -- what the steps found that a person should look at
  held text[] not null default '{}',
  written_at timestamptz not null,
  -- when readers first saw it: from then on it leaves a trace
  published_at timestamptz,
  decided_at timestamptz,
  -- why it was rejected: one of a list, and what the desk says to the writer
  reason text,
  note text not null default '',
  -- of the link by which its writer finds it
  link_hash bytea not null unique
);
create index reader_comment_shown on reader_comment (document_id, id) where published_at is not null;
create index reader_comment_state on reader_comment (state, id);

create table reader_comment_report (
  id bigint generated always as identity primary key,
  comment_id bigint not null references reader_comment on delete cascade,
  reason text not null,
  note text not null default '',
  at timestamptz not null
);
create index reader_comment_report_comment on reader_comment_report (comment_id);

-- Articles on which comments are open or closed otherwise than the publication has it.
create table article_commenting (
  document_id bigint primary key references document on delete cascade,
  open boolean not null
);
