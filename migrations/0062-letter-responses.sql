-- What came of a letter: how each addressee answered, by list 27 of the ESF, and what became of each demand.
create table letter_response (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter on delete cascade,
  addressee_id bigint not null references letter_addressee on delete cascade,
  kind text not null,
  -- EDTF
  on_date text not null,
  -- by which a day is counted
  on_day date not null,
  note text not null default '',
  -- the answer itself, or the page that tells of it; and who says so
  source_id bigint references source,
  claim_id bigint references claim,
  noted_at timestamptz not null
);
create index letter_response_letter on letter_response (letter_id);
create index letter_response_addressee on letter_response (addressee_id);
create index letter_response_source on letter_response (source_id) where source_id is not null;
create index letter_response_claim on letter_response (claim_id) where claim_id is not null;

alter table letter_demand add column state text not null default 'unknown' check (state in ('met', 'partly', 'not-met', 'unknown'));
create table letter_demand_claim (
  demand_id bigint not null references letter_demand on delete cascade,
  claim_id bigint not null references claim,
  primary key (demand_id, claim_id)
);
create index letter_demand_claim_claim on letter_demand_claim (claim_id);
