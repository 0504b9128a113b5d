-- What the publication says of itself: about, contact, how to support it. `texts` by language tag: title and text.
create table page (
  key text primary key,
  position smallint not null default 0,
  version int not null default 1,
  texts jsonb not null,
  in_menu boolean not null,
  -- once public, a page that is not any more answers that it is gone
  public boolean not null,
  was_public boolean not null,
  changed_at timestamptz not null
);

-- Addresses of a former site, and where they lead now. Followed only where nothing of ours has the address.
create table former_address (
  path text primary key,
  target text not null,
  followed bigint not null default 0,
  created_at timestamptz not null
);
