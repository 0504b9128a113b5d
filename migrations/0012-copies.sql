-- What copies of a text are found by. It holds no words, and goes when its capture is sealed or struck out.
create table text_sketch (
  capture_id bigint primary key references capture on delete cascade,
  -- pairs of positions in the capture's text: the page's own text, and what stands in quotation marks in it
  body int[] not null,
  quotes int[] not null,
  words int not null,
  -- MinHash bands: texts that share one may be copies; winnowed shingles: texts that share one may share a passage
  bands int[] not null,
  marks int[] not null,
  -- null until it was compared with what was there before
  compared_at timestamptz
);
create index text_sketch_bands on text_sketch using gin (bands) with (fastupdate = off);
create index text_sketch_marks on text_sketch using gin (marks) with (fastupdate = off);

-- Two sources found to carry one text. Which of them copied the other is judged when it is shown, by what is known then.
create table copy_pair (
  id bigint primary key default nextval('thing_id_seq'),
  a_id bigint not null references source on delete cascade,
  b_id bigint not null references source on delete cascade,
  a_capture bigint not null references capture on delete cascade,
  b_capture bigint not null references capture on delete cascade,
  shared int not null,
  of_a real not null,
  of_b real not null,
  -- settled: both count as one origin without it
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed', 'settled')),
  reason text,
  found_at timestamptz not null,
  decided_by bigint references account,
  decided_at timestamptz,
  unique (a_id, b_id),
  check (a_id < b_id)
);
create index copy_pair_b on copy_pair (b_id);
create index copy_pair_open on copy_pair (id) where state = 'open';
create index copy_pair_captures on copy_pair (a_capture);
create index copy_pair_captures_b on copy_pair (b_capture);

-- A page that credits an agency with its text ("Source: AFP").
create table agency_credit (
  id bigint primary key default nextval('thing_id_seq'),
  source_id bigint not null references source on delete cascade,
  capture_id bigint not null references capture on delete cascade,
  -- a key of evidence/copies/agencies.data.ts
  agency text not null,
  how text not null,
  start_at int,
  end_at int,
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed', 'settled')),
  reason text,
  found_at timestamptz not null,
  decided_by bigint references account,
  decided_at timestamptz,
  unique (source_id, agency)
);
create index agency_credit_open on agency_credit (id) where state = 'open';
create index agency_credit_capture on agency_credit (capture_id);
