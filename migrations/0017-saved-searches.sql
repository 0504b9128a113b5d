-- Searches that somebody at the desk keeps under a name. `query` is the query of the search's address, as a page
-- reads it. `stop_key` ends the mails from a link in one of them, without signing in.
create table saved_search (
  key text primary key,
  account_id bigint not null references account,
  name text not null,
  query text not null,
  digest text not null check (digest in ('none', 'daily', 'weekly')),
  stop_key text not null unique,
  created_at timestamptz not null,
  -- what changed until then has been told
  told_until timestamptz not null
);
create index saved_search_account on saved_search (account_id, created_at);
