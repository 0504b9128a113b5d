-- Foreign keys stand where one thing names another. Between the parts of one thing, which a single operation
-- writes together, and in what is worked out from them (fact), there are none: each costs as much as the row
-- itself in a bulk load (docs/decisions/0018), and a test looks for orphans instead.

-- Everything that has an address, a visibility and a history. `number` is permanent, per kind, never reused.
-- A merged thing keeps its number and points to the canonical one (always directly, never through a third).
create sequence thing_id_seq;
create table thing (
  id bigint primary key,
  kind text not null check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article')),
  number bigint not null,
  visibility text not null default 'desk' check (visibility in ('public', 'desk', 'sealed')),
  version int not null default 1,
  merged_into bigint references thing,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  redacted_at timestamptz,
  example boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (kind, number)
);
create index thing_merged on thing (merged_into) where merged_into is not null;
create index thing_example on thing (id) where example;
create index thing_changed on thing (kind, changed_at desc);

create sequence number_actor; create sequence number_case; create sequence number_event; create sequence number_proceeding;
create sequence number_charge; create sequence number_order; create sequence number_source; create sequence number_capture;
create sequence number_claim; create sequence number_question; create sequence number_article;

create table actor (
  id bigint primary key,
  kind text not null
);

create table actor_name (
  id bigint generated always as identity primary key,
  actor_id bigint not null references actor,
  position int not null,
  text text not null,
  kind text not null check (kind in ('preferred', 'alias', 'transliteration', 'acronym')),
  language text,
  script text,
  keys text[] not null
);
create index actor_name_actor on actor_name (actor_id, position);
create index actor_name_keys on actor_name using gin (keys);

create table "case" (
  id bigint primary key,
  title text not null,
  summary text
);

create table event (
  id bigint primary key,
  case_id bigint not null references "case",
  title text not null
);
create index event_case on event (case_id);

create table proceeding (
  id bigint primary key,
  case_id bigint not null references "case",
  title text not null
);
create index proceeding_case on proceeding (case_id);

create table charge (
  id bigint primary key,
  proceeding_id bigint not null references proceeding,
  title text not null
);
create index charge_proceeding on charge (proceeding_id);

create table "order" (
  id bigint primary key,
  proceeding_id bigint not null references proceeding,
  title text not null
);
create index order_proceeding on "order" (proceeding_id);

-- A source's description is bibliography, read off the page itself (docs/decisions/0004).
create table source (
  id bigint primary key,
  kind text not null,
  title text not null,
  publisher_id bigint references actor,
  published text,
  language text,
  note text
);
create index source_publisher on source (publisher_id);

create table source_address (
  source_id bigint not null references source,
  url text not null,
  address_key text not null,
  primary key (source_id, address_key)
);
create unique index source_address_key on source_address (address_key);

create table derivation (
  source_id bigint not null references source,
  origin_id bigint not null references source,
  kind text not null check (kind in ('republishes', 'cites', 'translates', 'compiles')),
  basis text,
  primary key (source_id, origin_id, kind),
  check (source_id <> origin_id)
);
create index derivation_origin on derivation (origin_id);

create table capture (
  id bigint primary key,
  source_id bigint not null references source,
  method text not null check (method in ('fetch', 'file', 'text')),
  requested_url text,
  final_url text,
  hops jsonb not null default '[]',
  status int,
  headers jsonb not null default '[]',
  media_type text not null,
  charset text,
  captured_at timestamptz not null,
  bytes_sha256 text not null,
  bytes_size bigint not null,
  text text not null,
  text_sha256 text not null,
  language text
);
create index capture_source on capture (source_id, captured_at desc);
create index capture_bytes on capture (bytes_sha256);

-- W3C TextQuoteSelector and TextPositionSelector in one row. Positions count UTF-16 units of capture.text.
create table passage (
  id bigint generated always as identity primary key,
  capture_id bigint not null references capture,
  start_at int not null,
  end_at int not null,
  exact text not null,
  prefix text not null,
  suffix text not null,
  visibility text not null default 'desk' check (visibility in ('public', 'desk', 'sealed')),
  check (end_at > start_at)
);
create index passage_capture on passage (capture_id, start_at);

create table claim (
  id bigint primary key,
  case_id bigint references "case",
  wording text not null,
  kind text not null check (kind in ('quotation', 'paraphrase')),
  language text not null,
  mode text not null,
  certainty text not null default 'unknown',
  state text not null default 'draft' check (state in ('draft', 'checked', 'withdrawn')),
  support text not null check (support in ('passage', 'reference', 'direct-word')),
  passage_id bigint references passage,
  source_id bigint references source,
  support_note text,
  checked_by bigint references account,
  checked_at timestamptz,
  -- Where the saying comes from, for counting origins: 'actor/<id>' or 'source/<id>' (record/origins.ts)
  origin text not null,
  check (
    (support = 'passage' and passage_id is not null and source_id is not null)
    or (support = 'reference' and source_id is not null)
    or (support = 'direct-word' and support_note is not null)
  )
);
create index claim_case on claim (case_id);
create index claim_source on claim (source_id);
create index claim_passage on claim (passage_id) where passage_id is not null;

-- Innermost speaker first (position 0).
create table chain_link (
  claim_id bigint not null,
  position smallint not null,
  actor_id bigint references actor,
  as_written text,
  verb text,
  source_id bigint references source,
  carried_over boolean not null default false,
  pages_own boolean not null default false,
  visibility text not null default 'public' check (visibility in ('public', 'desk', 'sealed')),
  primary key (claim_id, position)
);
create index chain_link_actor on chain_link (actor_id) where actor_id is not null;

create table statement (
  id bigint generated always as identity primary key,
  claim_id bigint not null,
  subject_id bigint not null references thing,
  property text not null,
  value jsonb not null,
  value_key text not null,
  value_thing bigint references thing,
  rank text not null default 'normal' check (rank in ('preferred', 'normal', 'deprecated')),
  date_from date,
  date_to date
);
create index statement_claim on statement (claim_id);
create index statement_subject on statement (subject_id, property);
create index statement_value_thing on statement (value_thing) where value_thing is not null;

create table question (
  id bigint primary key,
  case_id bigint references "case",
  wording text not null,
  language text not null,
  -- the claim (mode left-unclear) that leaves it open, and the one that closes it
  raised_by bigint references claim,
  answered_by bigint references claim
);
create index question_case on question (case_id);

-- The projection of checked statements: what pages and filters show. Rebuilt in the transaction that changes
-- a claim (record/project.ts). `*_shown`: the preferred value, or every value where none is preferred.
-- `*_attributed`: rests only on what is alleged, denied or estimated, and never shows without its speaker.
create table fact (
  subject_id bigint not null,
  property text not null,
  value_key text not null,
  value jsonb not null,
  value_thing bigint,
  date_from date,
  date_to date,
  public_shown boolean not null,
  public_attributed boolean not null,
  public_origins int not null,
  desk_shown boolean not null,
  desk_attributed boolean not null,
  desk_origins int not null,
  primary key (subject_id, property, value_key)
);
create index fact_value_thing on fact (value_thing, property) where value_thing is not null;
create index fact_property on fact (property, value_key);

-- What a sealed thing said, encrypted with age to the people it names. Its plain columns are emptied.
create table sealed_content (
  thing_id bigint primary key references thing,
  ciphertext bytea not null,
  sealed_at timestamptz not null
);
create table sealed_for (
  thing_id bigint not null references thing,
  account_id bigint not null references account,
  primary key (thing_id, account_id)
);

-- What was erased, when and on which ground; never what it said.
create table tombstone (
  id bigint generated always as identity primary key,
  thing_id bigint not null references thing,
  at timestamptz not null,
  ground text not null
);
