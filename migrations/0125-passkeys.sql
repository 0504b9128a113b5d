-- Passkeys (WebAuthn). Each belongs to one host name of the site.
create table passkey (
  id bigint generated always as identity primary key,
  account_id bigint not null references account on delete cascade,
  -- base64url, as browsers name it
  credential text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  host text not null,
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkey_account on passkey (account_id);

-- Challenges that were answered: each is accepted once. Unanswered ones are not stored.
create table used_challenge (
  challenge_hash bytea primary key,
  expires_at timestamptz not null
);

-- When the person last proved who they are in this session: by signing in, or again later.
alter table session add column proven_at timestamptz;
