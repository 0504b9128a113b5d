-- Browsers in which an account has signed in. Attempts to sign in from them are counted separately, so that a stranger
-- who guesses passwords does not keep the owner out.
create table known_device (
  token_hash bytea not null,
  account_id bigint not null references account,
  expires_at timestamptz not null,
  primary key (token_hash, account_id)
);
create index known_device_account on known_device (account_id);

-- Attempts are counted in memory or in the table budget.
drop table sign_in_failure;
