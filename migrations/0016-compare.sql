-- What sources tell differently, so that one page can list it over the whole record. Worked out from `fact` in the
-- transaction of each write (record/disagreements/refresh.ts); states are null where that audience sees none.
create table disagreement (
  subject_id bigint not null references thing on delete cascade,
  property text not null,
  -- the case it belongs to; null for actors and sources
  case_id bigint references thing on delete cascade,
  public_state text check (public_state in ('open', 'reopened', 'preferred', 'two-events', 'compatible', 'unresolved')),
  desk_state text check (desk_state in ('open', 'reopened', 'preferred', 'two-events', 'compatible', 'unresolved')),
  changed_at timestamptz not null,
  primary key (subject_id, property),
  check (desk_state is not null or public_state is not null)
);
create index disagreement_newest on disagreement (changed_at desc, subject_id desc, property);
create index disagreement_case on disagreement (case_id) where case_id is not null;

-- What an editor answered, and why. The last one for a subject and property counts; earlier ones stay.
create table disagreement_answer (
  id bigint generated always as identity primary key,
  subject_id bigint not null references thing on delete cascade,
  property text not null,
  answer text not null check (answer in ('preferred', 'two-events', 'compatible', 'unresolved')),
  reason text not null,
  -- hashes of the keys of the values it was given on: a conflicting value that is not among them reopens it
  covers text[] not null,
  -- the hash of the value it prefers
  prefers text,
  -- the second event, where statements were moved to one
  second_id bigint references thing on delete cascade,
  account_id bigint,
  at timestamptz not null
);
create index disagreement_answer_subject on disagreement_answer (subject_id, property, id desc);

-- Who was merged into whom, as it was asked for; `thing.merged_into` leads on to the last of a chain. Un-merging ends a row.
create table merger (
  id bigint generated always as identity primary key,
  thing_id bigint not null references thing on delete cascade,
  into_id bigint not null references thing on delete cascade,
  at timestamptz not null,
  account_id bigint,
  why text,
  undone_at timestamptz,
  check (thing_id <> into_id)
);
create unique index merger_standing on merger (thing_id) where undone_at is null;
create index merger_into on merger (into_id);
-- Merges made before this table: each leads straight to where it ended up.
insert into merger (thing_id, into_id, at) select id, merged_into, changed_at from thing where merged_into is not null;

-- Two things that may be one. `less_id` < `more_id`. A dismissal is remembered.
create table duplicate (
  less_id bigint not null references thing on delete cascade,
  more_id bigint not null references thing on delete cascade,
  kind text not null check (kind in ('actor', 'case', 'source')),
  likeness real not null,
  -- why: names, address, text, title, story
  grounds text[] not null,
  found_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by bigint,
  why text,
  primary key (less_id, more_id),
  check (less_id < more_id)
);
create index duplicate_more on duplicate (more_id);
create index duplicate_open on duplicate (kind, likeness desc, less_id, more_id) where dismissed_at is null;

-- Things whose likes are to be looked for; hashes of what makes sources and cases alike (names have keys of their own).
create sequence duplicate_due_mark;
create table duplicate_due (
  thing_id bigint primary key references thing on delete cascade,
  -- drawn anew each time it falls due, so that what changes while it is looked at is looked at again
  mark bigint not null default nextval('duplicate_due_mark')
);
create index duplicate_due_order on duplicate_due (mark);
create table duplicate_key (
  thing_id bigint not null references thing on delete cascade,
  key text not null,
  primary key (thing_id, key)
);
create index duplicate_key_key on duplicate_key (key, thing_id);
-- What is on record already is looked through once.
insert into duplicate_due (thing_id) select id from thing where kind in ('actor', 'case', 'source') and merged_into is null and withdrawn_at is null and redacted_at is null and visibility <> 'sealed';
