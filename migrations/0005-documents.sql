-- Our texts. The thing carries number, visibility (public once published) and version; what is published is an
-- edition of one revision. publish, correct, retract, take down and unpublish are five acts (docs/decisions/0016).
create table document (
  id bigint primary key references thing on delete cascade,
  state text not null default 'draft' check (state in ('draft', 'published', 'retracted', 'taken-down', 'unpublished')),
  -- the newest revision: what the desk works on
  revision_id bigint not null,
  -- the newest edition: what readers see
  edition_id bigint,
  first_published_at timestamptz,
  check ((edition_id is null) = (first_published_at is null)),
  check (state = 'draft' or edition_id is not null)
);
create index document_published on document (first_published_at desc, id desc) where state in ('published', 'retracted');

-- One saved text, whole and never changed.
create sequence revision_id_seq;
create table revision (
  id bigint primary key,
  document_id bigint not null references document on delete cascade,
  number int not null,
  -- ProseMirror JSON: docs/decisions/0014
  doc jsonb not null,
  headline text not null,
  standfirst text not null,
  language text not null,
  byline_kind text not null check (byline_kind in ('by', 'compiled-by')),
  byline_names text[] not null,
  by_account bigint references account,
  at timestamptz not null,
  why text,
  unique (document_id, number)
);
alter table document add foreign key (revision_id) references revision deferrable initially deferred;

-- Which claim a sentence of a revision rests on. `inherited`: came with an edit, to be confirmed.
create table citation (
  revision_id bigint not null references revision on delete cascade,
  sentence_id text not null,
  position smallint not null,
  claim_id bigint not null references claim deferrable initially deferred,
  inherited boolean not null,
  primary key (revision_id, sentence_id, claim_id)
);
create index citation_claim on citation (claim_id, revision_id);

-- The cases a revision is about.
create table revision_case (
  revision_id bigint not null references revision on delete cascade,
  position smallint not null,
  case_id bigint not null references "case" deferrable initially deferred,
  primary key (revision_id, case_id)
);
create index revision_case_case on revision_case (case_id, revision_id);

-- A revision as it was published. Earlier editions stay readable.
create table edition (
  id bigint generated always as identity primary key,
  document_id bigint not null references document on delete cascade,
  number int not null,
  revision_id bigint not null references revision,
  act text not null default 'publish' check (act in ('publish', 'correct')),
  by_account bigint references account,
  at timestamptz not null,
  -- what changed, for readers
  note text,
  unique (document_id, number)
);
alter table document add foreign key (edition_id) references edition deferrable initially deferred;
create index edition_revision on edition (revision_id);

-- What a claim said when an edition that cites it was published: only what readers could see, field by field.
-- Claims merged into one share a note.
create table published_citation (
  edition_id bigint not null references edition on delete cascade,
  claim_id bigint not null references claim deferrable initially deferred,
  -- the note's number under the text
  note int not null,
  passage_id bigint references passage deferrable initially deferred,
  frozen jsonb not null,
  primary key (edition_id, claim_id)
);
create index published_citation_claim on published_citation (claim_id);
create index published_citation_passage on published_citation (passage_id) where passage_id is not null;

-- Sentences that an editor published against the rules, with the reason that readers see.
create table published_override (
  edition_id bigint not null references edition on delete cascade,
  sentence_id text not null,
  reason text not null,
  primary key (edition_id, sentence_id)
);
