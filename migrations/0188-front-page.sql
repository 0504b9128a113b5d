-- Versions of the front page that an editor composed. The newest that went live is in force.
create table front_page (
  version int primary key,
  state text not null check (state in ('live', 'former', 'scheduled', 'cancelled', 'failed')),
  -- which sections appear, in order: [{"section": "courts", "stories": 3}]
  sections jsonb not null,
  -- null: the usual figure; 'none': no figure; otherwise the key of a statistic
  figure text,
  by_account bigint references account,
  made_at timestamptz not null,
  publish_at timestamptz,
  live_at timestamptz,
  -- up to when the history says what of it has ended
  ended_noted_at timestamptz,
  failure text
);
create unique index front_page_live on front_page (state) where state = 'live';
create index front_page_due on front_page (publish_at) where state = 'scheduled';

create table front_page_item (
  front_page int not null references front_page on delete cascade,
  place text not null check (place in ('lead', 'story')),
  position int not null,
  thing_id bigint not null references thing on delete cascade,
  -- the last day on which it is shown, and the end of that day
  ends_on text check (ends_on ~ '^\d{4}-\d\d-\d\d$'),
  ends_at timestamptz,
  primary key (front_page, place, position)
);
create index front_page_item_thing on front_page_item (thing_id);

create table front_page_notice (
  front_page int not null references front_page on delete cascade,
  position int not null,
  text text not null,
  url text,
  language text,
  ends_on text not null check (ends_on ~ '^\d{4}-\d\d-\d\d$'),
  ends_at timestamptz not null,
  primary key (front_page, position)
);

-- The latest incidents are read in this order.
create index case_began_public on case_began (public_from, case_id) where public_from is not null;
