-- Where a law demands that those who comment be identified (docs/decisions/0085). A comment is `unconfirmed` until its
-- writer has followed the link that was mailed; nothing of the address stands here until then.
alter table reader_comment drop constraint reader_comment_state_check;
alter table reader_comment add constraint reader_comment_state_check check (state in ('unconfirmed', 'waiting', 'published', 'rejected', 'withdrawn'));

create table commenter_identity (
  comment_id bigint primary key references reader_comment on delete cascade,
  -- of the link, which itself carries the sealed identity; null once it was followed
  link_hash bytea unique,
  -- the duty that makes us keep it, and the file of the key it is sealed to; null where the law asks for no keeping
  duty_id bigint,
  key_name text,
  -- age, to the key of the day; null before the link was followed, and where nothing is kept
  sealed bytea,
  -- days (UTC)
  identified_on text,
  kept_until text
);
create index commenter_identity_key on commenter_identity (key_name);

-- What each run of the retention did: counts, and no more.
create table retention_report (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  report jsonb not null
);
