-- One-time links that Kronika emails. Their token is created when the email is sent; until then, no token fits the hash.
alter table one_time_link
  add column id bigint generated always as identity unique,
  -- null: handed over by the person who created the link
  add column mail text check (mail in ('waiting', 'sent', 'failed')),
  add column mail_at timestamptz,
  -- the status code of the mail server if it failed; 0: no answer
  add column mail_code integer;
create index one_time_link_account on one_time_link (account_id);
