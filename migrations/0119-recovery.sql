-- A forgotten password, and a new email address: links that are only emailed.
alter table one_time_link
  drop constraint one_time_link_purpose_check,
  add constraint one_time_link_purpose_check check (purpose in ('setup', 'join', 'password', 'recovery', 'email')),
  -- of `email`: before it is used the new address, after that the former one
  add column email text;

-- If an account with two-step sign-in has a link for a forgotten password, the new password waits here until the second
-- step is done.
create table recovery_step (
  token_hash bytea primary key,
  account_id bigint not null references account,
  link_id bigint not null references one_time_link (id) on delete cascade,
  expires_at timestamptz not null,
  password_hash text not null,
  seal_recipient text not null,
  seal_identity bytea not null
);
create index recovery_step_link on recovery_step (link_id);
