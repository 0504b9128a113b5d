-- Tokens with which programs use the API for somebody. Only a hash is kept: who reads the database cannot use one.
-- The row of one that is revoked or over stays for a while, so that its owner can see what it was.
create table api_token (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  account_id bigint not null references account,
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- by the day alone: whether it is still needed, not when somebody works
  last_used_on date,
  revoked_at timestamptz
);
create index api_token_account on api_token (account_id);
