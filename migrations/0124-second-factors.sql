-- Authenticator apps (RFC 6238). The secret is encrypted with a key that is a file outside the database.
create table authenticator (
  account_id bigint primary key references account on delete cascade,
  secret bytea not null,
  -- the 30-second step of the last accepted code: a code is accepted once
  last_step bigint not null,
  created_at timestamptz not null
);

-- Codes for who has lost the phone. Each is deleted when it is used.
create table recovery_code (
  account_id bigint not null references account on delete cascade,
  code_hash bytea not null,
  primary key (account_id, code_hash)
);

-- The result of the first step of signing in, until the second is done. It gives no access.
create table half_session (
  token_hash bytea primary key,
  account_id bigint not null references account on delete cascade,
  expires_at timestamptz not null
);
create index half_session_account on half_session (account_id);
