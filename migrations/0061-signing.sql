-- Letters that are written and signed here (docs/decisions/0078).
alter table letter
  -- where it stands; null for one that is known from sources
  add column stage text check (stage in ('drafting', 'signing', 'published')),
  -- its text in its own language; translations are translations of that document
  add column document_id bigint unique references document,
  add column host_id bigint references actor,
  -- signatures are taken until then
  add column deadline timestamptz,
  -- not published before
  add column embargo timestamptz,
  -- by whom it can be signed
  add column open_to text not null default 'invited' check (open_to in ('invited', 'anyone')),
  add column signature_order text not null default 'alphabetical' check (signature_order in ('alphabetical', 'given')),
  -- the version that is signed
  add column version_id bigint,
  add column opened_at timestamptz,
  add column published_at timestamptz,
  add column closed_at timestamptz,
  add check ((sort = 'reported') = (stage is null)),
  add check ((sort = 'reported') = (document_id is null)),
  add check ((stage = 'published') = (published_at is not null));

create table letter_about (
  letter_id bigint not null references letter on delete cascade,
  position smallint not null,
  -- a case, a law or a provision
  thing_id bigint not null references thing,
  primary key (letter_id, thing_id)
);
create index letter_about_thing on letter_about (thing_id);

create table letter_addressee (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  position smallint not null,
  actor_id bigint references actor,
  name text not null,
  office text not null,
  salutation text not null,
  address text not null,
  -- the desk's alone
  email text not null
);
create index letter_addressee_letter on letter_addressee (letter_id, position);
create index letter_addressee_actor on letter_addressee (actor_id) where actor_id is not null;

create table letter_demand (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  position smallint not null,
  -- its words by language
  texts jsonb not null
);
create index letter_demand_letter on letter_demand (letter_id, position);

-- What is signed, whole: its texts in all languages, to whom, the demands. Never changed. `hash`: SHA-256 of `content` as
-- letters/hosted/content.ts writes it down. `docs`: the same texts with what their sentences rest on.
create table letter_version (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  number int not null,
  content jsonb not null,
  docs jsonb not null,
  hash text not null,
  made_at timestamptz not null,
  -- what is new in it, for those who signed the one before
  why text not null,
  unique (letter_id, number)
);
alter table letter add foreign key (version_id) references letter_version deferrable initially deferred;

-- One organisation that is asked. Of its link only the random half stands here; the other follows from a key that is in
-- no database (docs/decisions/0079).
create table letter_invitation (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  actor_id bigint references actor,
  organisation text not null,
  email text not null,
  language text not null,
  nonce bytea not null unique,
  expires_at timestamptz not null,
  state text not null default 'invited' check (state in ('invited', 'declined', 'changes', 'cancelled')),
  reason text not null default '',
  invited_at timestamptz not null,
  answered_at timestamptz,
  reminded int not null default 0,
  bounced_at timestamptz,
  bounce text not null default ''
);
create index letter_invitation_letter on letter_invitation (letter_id);
create index letter_invitation_actor on letter_invitation (actor_id) where actor_id is not null;

create table letter_signature (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  invitation_id bigint references letter_invitation on delete cascade,
  kind text not null check (kind in ('organisation', 'person')),
  actor_id bigint references actor,
  -- as it is to appear; empty once it was taken back
  name text not null,
  name_key text not null,
  -- who signs for an organisation, in what function; of a person, what they do
  signer text not null,
  role text not null,
  email text not null,
  language text not null,
  shown text not null check (shown in ('named', 'known')),
  state text not null check (state in ('unconfirmed', 'confirmed', 'withdrawn')),
  -- the version that it confirmed, or that was read when it was signed
  version_id bigint not null references letter_version,
  nonce bytea not null unique,
  signed_at timestamptz not null,
  confirmed_at timestamptz,
  withdrawn_at timestamptz
);
create unique index letter_signature_invitation on letter_signature (invitation_id) where invitation_id is not null;
create index letter_signature_letter on letter_signature (letter_id, state, shown, name_key, id);
create index letter_signature_actor on letter_signature (actor_id) where actor_id is not null;

-- Mails that are to go out, or went. A job takes what is due; what an SMTP server does not take today it is offered again.
create table letter_mail (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  kind text not null check (kind in ('invitation', 'reminder', 'confirm', 'again', 'receipt', 'addressee')),
  invitation_id bigint references letter_invitation on delete cascade,
  signature_id bigint references letter_signature on delete cascade,
  addressee_id bigint references letter_addressee on delete cascade,
  -- of its Message-ID, by which a report of a bounce names it
  mark text not null unique,
  state text not null default 'queued' check (state in ('queued', 'sent', 'bounced', 'given-up')),
  tries int not null default 0,
  made_at timestamptz not null,
  next_at timestamptz not null,
  sent_at timestamptz
);
create index letter_mail_due on letter_mail (next_at) where state = 'queued';
create index letter_mail_letter on letter_mail (letter_id);
