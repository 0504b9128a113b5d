-- Captures whose page readers may open as it was kept (docs/decisions/0110), where the publication has that at all.
create table released_capture (
  capture_id bigint primary key references capture on delete cascade,
  released_by bigint references account on delete set null,
  released_at timestamptz not null
);
