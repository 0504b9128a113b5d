create table account (
  id bigint generated always as identity primary key,
  email text not null,
  name text not null,
  password_hash text,
  roles text[] not null,
  disabled_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1,
  -- age recipient, and its identity sealed under the password: see docs/decisions on sealing
  seal_recipient text,
  seal_identity bytea
);
create unique index account_email on account (lower(email));
alter table change_set add foreign key (account_id) references account;

-- Only a hash of the token is kept: who reads the database cannot sign in with it.
create table session (
  token_hash bytea primary key,
  account_id bigint not null references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  csrf text not null
);
create index session_account on session (account_id);
create index session_expiry on session (expires_at);

-- First administrator, invitations, new passwords: links that work once.
create table one_time_link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('setup', 'join', 'password')),
  account_id bigint references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Failed sign-ins, by a keyed hash of what was tried; rows end after a day.
create table sign_in_failure (
  key_hash bytea not null,
  at timestamptz not null
);
create index sign_in_failure_key on sign_in_failure (key_hash, at);
