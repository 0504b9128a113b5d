-- Sources whose pages are looked at again and again, and what was found (docs/decisions/0095).
create table watch (
  source_id bigint primary key references source on delete cascade,
  url text not null,
  every text not null check (every in ('hourly', 'daily', 'weekly')),
  -- until when hourly: daily after that
  until timestamptz,
  set_by bigint references account on delete set null,
  set_at timestamptz not null,
  next_at timestamptz not null,
  looked_at timestamptz,
  -- how the page stands: as it was last kept, or what became of it
  state text not null default 'seen' check (state in ('seen', 'gone', 'blocked', 'redirected', 'unreachable')),
  -- looks in a row that got no answer
  failures int not null default 0,
  -- the capture that it is compared with
  capture_id bigint references capture on delete cascade,
  final_url text,
  issuer text,
  seen_at timestamptz,
  away_since timestamptz,
  back_since timestamptz
);
create index watch_next on watch (next_at);
create table watch_finding (
  id bigint generated always as identity primary key,
  source_id bigint not null references source on delete cascade,
  at timestamptz not null,
  kind text not null check (kind in ('altered', 'gone', 'blocked', 'redirected', 'unreachable', 'certificate', 'restored')),
  -- the status that was answered, an address it led to, the rule that knew a block page, who issued a certificate
  about jsonb not null default '{}',
  before_id bigint references capture on delete cascade,
  after_id bigint references capture on delete cascade,
  state text not null default 'open' check (state in ('open', 'event', 'dismissed')),
  event_id bigint references thing on delete cascade,
  -- those who set the watch have had a mail
  told boolean not null default false,
  decided_by bigint references account on delete set null,
  decided_at timestamptz
);
create index watch_finding_untold on watch_finding (source_id) where not told;
create index watch_finding_open on watch_finding (at) where state = 'open';
create index watch_finding_source on watch_finding (source_id, at);
-- The address of somebody's own feed of findings: what makes it unguessable.
create table watch_feed (
  account_id bigint primary key references account on delete cascade,
  nonce bytea not null unique
);
