-- A letter that is published by itself at a moment, and reminders that go out by themselves (docs/decisions/0093).
alter table letter
  add column publish_at timestamptz,
  -- whether it is mailed to its addressees then
  add column publish_send boolean not null default true,
  -- who set it, and what was to be signed then
  add column publish_by bigint references account,
  add column publish_version_id bigint references letter_version,
  -- why it could not be published when it was time
  add column publish_failure text;
create index letter_publish_at on letter (publish_at) where publish_at is not null;

-- So many days before the deadline those are reminded who have not answered; each of these once.
create table letter_reminder (
  letter_id bigint not null references letter on delete cascade,
  days smallint not null check (days between 1 and 60),
  -- a moment that was over when it was set is no moment of it
  set_at timestamptz not null,
  sent_at timestamptz,
  reminded int not null default 0,
  primary key (letter_id, days)
);
