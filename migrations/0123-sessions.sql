-- What the list of sessions shows: in which browser, and when it was used last. No address is stored.
alter table session
  add column id bigint generated always as identity unique,
  add column browser text not null default '',
  add column used_at timestamptz;
update session set used_at = created_at;
alter table session alter column used_at set not null;
