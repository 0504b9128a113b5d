-- An administrator set the account's present email address, and could read the emails with links for a new password.
alter table account add column email_by_administrator boolean not null default false;
