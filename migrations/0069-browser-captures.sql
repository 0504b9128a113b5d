-- Captures by a browser (docs/decisions/0102), and those that wait for one.
alter table capture drop constraint capture_method_check;
alter table capture add constraint capture_method_check check (method in ('fetch', 'file', 'text', 'browser'));

create table capture_order (
  id bigint generated always as identity primary key,
  url text not null,
  -- one at a time of a host
  host text not null,
  why text not null default '',
  asked_by bigint references account on delete set null,
  asked_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  phase text,
  requests int not null default 0,
  -- when it was last heard of while running
  heard_at timestamptz,
  ended_at timestamptz,
  capture_id bigint references capture on delete cascade,
  -- why it is less than the page
  incomplete text[] not null default '{}',
  robots text,
  error text,
  error_details jsonb
);
create index capture_order_waiting on capture_order (id) where state in ('waiting', 'running');
create index capture_order_capture on capture_order (capture_id);
create index capture_order_ended on capture_order (host, ended_at);
