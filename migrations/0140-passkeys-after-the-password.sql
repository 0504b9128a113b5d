-- All access of the account has ended since the passkey was last used with the password: alone, it signs in no more.
alter table passkey add column password_first boolean not null default false;
