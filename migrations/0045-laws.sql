-- Laws and their provisions (docs/decisions/0067). What a law is called, its kind, number, dates and authority are
-- statements of claims; here stands only what has an order: the tree of its provisions, what changed them, and what
-- each said since when. Every change and every text rests on a claim, and readers see it with that claim or not at all.
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo', 'law', 'provision'));
create sequence number_law;
create sequence number_provision;

create table law (
  id bigint primary key,
  -- the desk's own, as of a case
  title text not null,
  -- the language of its authentic text
  language text not null
);

create table provision (
  id bigint primary key,
  law_id bigint not null references law,
  parent_id bigint references provision,
  position int not null,
  -- an element of Akoma Ntoso: article, paragraph, chapter …
  kind text not null,
  -- its name within the law, which stays through all versions: Akoma Ntoso's wId
  eid text not null,
  -- how it is called: "Article 274"
  label text not null,
  unique (law_id, eid)
);
create index provision_parent on provision (parent_id) where parent_id is not null;

-- What made the law say something: its enactment, each amendment, a ruling. Dates are EDTF; null: not known.
create table amendment (
  id bigint generated always as identity primary key,
  law_id bigint not null references law,
  sort text not null check (sort in ('enactment', 'amendment', 'ruling')),
  title text not null,
  by_law_id bigint references law,
  -- an address of what makes the change, as ELI, ECLI or Akoma Ntoso have it
  uri text,
  -- signed, adopted or ruled on
  made text,
  commences text,
  claim_id bigint not null references claim
);
create index amendment_law on amendment (law_id);
create index amendment_by_law on amendment (by_law_id) where by_law_id is not null;
create index amendment_claim on amendment (claim_id);

-- What an amendment makes of a provision. `commences`: where it differs from the amendment's.
create table provision_version (
  id bigint generated always as identity primary key,
  provision_id bigint not null references provision on delete cascade,
  amendment_id bigint not null references amendment on delete cascade,
  act text not null check (act in ('enacts', 'replaces', 'inserts', 'repeals', 'strikes-down')),
  commences text,
  unique (provision_id, amendment_id)
);
create index provision_version_amendment on provision_version (amendment_id);

create table provision_text (
  version_id bigint not null references provision_version on delete cascade,
  language text not null,
  -- the number as printed, the heading, the text before and after what stands under it; lines are paragraphs
  num text not null default '',
  heading text not null default '',
  body text not null default '',
  tail text not null default '',
  claim_id bigint not null references claim,
  primary key (version_id, language)
);
create index provision_text_claim on provision_text (claim_id);

-- Where the text is not held: claims that say what the provision says.
create table provision_summary (
  version_id bigint not null references provision_version on delete cascade,
  claim_id bigint not null references claim,
  primary key (version_id, claim_id)
);
create index provision_summary_claim on provision_summary (claim_id);
