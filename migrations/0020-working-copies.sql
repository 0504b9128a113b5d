-- What somebody is writing and has not saved as a revision, kept by the editor every few seconds; and who has an
-- article open (docs/decisions/0042). A row without content says only that.
create table working_copy (
  document_id bigint not null references document on delete cascade,
  account_id bigint not null references account,
  -- the document, byline, language and cases
  content jsonb,
  -- the revision it was begun on, and the version of the article that a save must name
  revision int not null,
  version int not null,
  kept_at timestamptz,
  seen_at timestamptz not null,
  primary key (document_id, account_id)
);
