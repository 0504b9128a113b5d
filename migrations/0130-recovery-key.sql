-- The installation's recovery key, for which everything sealed is encrypted too. Its secret half exists only in shares,
-- which are on paper: the server never stores one.
create table recovery_key (
  id bigint generated always as identity primary key,
  -- the public half (age)
  recipient text not null unique,
  -- how many shares rebuild it
  threshold int not null check (threshold >= 1),
  -- encrypted for it, to test the shares with
  test_content bytea not null,
  created_at timestamptz not null,
  tested_at timestamptz,
  -- when the next one took its place
  replaced_at timestamptz,
  -- it was replaced because its shares are lost
  lost boolean not null default false
);
create unique index recovery_key_current on recovery_key ((true)) where replaced_at is null;

create table recovery_share (
  key_id bigint not null references recovery_key,
  number int not null,
  -- SHA-256 of the share, to recognise it; a share has 256 random bits, so nothing follows from it
  digest bytea not null,
  -- the person who keeps it, as far as recorded
  account_id bigint references account,
  created_at timestamptz not null,
  tested_at timestamptz,
  primary key (key_id, number)
);
create index recovery_share_account on recovery_share (account_id) where account_id is not null;

-- Null: sealed before there was a recovery key, and not opened since.
alter table sealed_content add column recovery_key_id bigint references recovery_key;
create index sealed_content_recovery on sealed_content (recovery_key_id);

-- The key of the account for which the content is encrypted. Null: the account has got a new key since (after a
-- forgotten password), with which it cannot be opened.
alter table sealed_for add column recipient text;
update sealed_for f set recipient = a.seal_recipient from account a, sealed_content c
where a.id = f.account_id and c.thing_id = f.thing_id and not exists (
  select from change h join change_set s on s.id = h.change_set_id
  where h.kind = 'account' and h.thing_id = a.id and s.operation = 'accounts.useLink' and s.at > c.sealed_at);
