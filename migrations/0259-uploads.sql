-- Web archives that people upload to import their pages (docs/decisions/0292). Their bytes are files in the data directory.
create table upload (
  id bigint generated always as identity primary key,
  -- The name of the folder with the bytes.
  folder uuid not null unique default gen_random_uuid(),
  account_id bigint not null references account on delete cascade,
  name text not null,
  size bigint not null check (size > 0),
  received bigint not null default 0 check (received between 0 and size),
  -- When the file was last changed, in milliseconds, as the browser says.
  modified bigint,
  state text not null default 'receiving' check (state in ('receiving', 'checking', 'ready', 'importing', 'failed')),
  -- What the check found, and how many more pages the archive has than are in upload_page.
  facts jsonb,
  pages_left int not null default 0,
  -- Why the file cannot be used, or why the last import ended early.
  error text,
  error_details jsonb,
  -- The last import: the only team that sees its captures, and the reason for the history.
  team_id bigint references team on delete set null,
  why text not null default '',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  expires_at timestamptz not null
);
create index upload_account on upload (account_id);
create index upload_team on upload (team_id);
create index upload_expires on upload (expires_at);

create table upload_page (
  id bigint generated always as identity primary key,
  upload_id bigint not null references upload on delete cascade,
  number int not null,
  url text not null,
  title text not null,
  -- ISO 8601, UTC. Empty if the archive gives no time.
  at text not null,
  status int not null,
  media_type text not null,
  state text not null default 'listed' check (state in ('listed', 'waiting', 'imported', 'known', 'failed')),
  error text,
  error_details jsonb,
  capture_id bigint references capture on delete set null,
  draft_id bigint references draft on delete set null,
  missing jsonb not null default '[]',
  setting_cookies jsonb not null default '[]',
  unique (upload_id, number)
);
create index upload_page_capture on upload_page (capture_id);
create index upload_page_draft on upload_page (draft_id);
