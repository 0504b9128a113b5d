-- The last PDF of a case or law, in each language and paper size. It is made when someone asks for it, and replaced when
-- its page has changed (docs/decisions/0212).
create table record_print (
  thing_id bigint not null references thing on delete cascade,
  language text not null,
  paper text not null check (paper in ('a4', 'letter')),
  -- the hash of the printed page
  key text not null,
  sha256 text not null,
  primary key (thing_id, language, paper)
);
create index record_print_sha256 on record_print (sha256);
comment on column record_print.sha256 is 'blob';
