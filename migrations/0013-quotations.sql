-- A quotation that reads whole in one capture and lacks words in another: places in both, no words.
create table quotation_warning (
  id bigint primary key default nextval('thing_id_seq'),
  -- the capture that lacks them: where the quotation stands in its text, and where in it the words are missing
  capture_id bigint not null references capture on delete cascade,
  start_at int not null,
  end_at int not null,
  gap_at int not null,
  -- a capture that has them: where the quotation stands there, and the words
  witness_id bigint not null references capture on delete cascade,
  witness_start int not null,
  witness_end int not null,
  words_start int not null,
  words_end int not null,
  -- accepted: they did fall out
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed')),
  reason text,
  found_at timestamptz not null,
  decided_by bigint references account,
  decided_at timestamptz,
  unique (capture_id, gap_at)
);
create index quotation_warning_witness on quotation_warning (witness_id);
create index quotation_warning_open on quotation_warning (id) where state = 'open';
