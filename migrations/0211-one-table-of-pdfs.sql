-- The last PDF of an item, in each language and paper size: of a case, a law or a letter, and of each edition of an
-- article (`edition` is 0 for other items). It is made when someone asks for it, and replaced when its page has changed.
create table pdf (
  thing_id bigint not null references thing on delete cascade,
  edition integer not null default 0,
  language text not null,
  paper text not null check (paper in ('a4', 'letter')),
  -- the hash of the printed page
  key text not null,
  sha256 text not null,
  primary key (thing_id, edition, language, paper)
);
create index pdf_sha256 on pdf (sha256);
comment on column pdf.sha256 is 'blob of thing thing_id';
insert into pdf
select e.document_id, e.number, r.language, p.paper, p.key, p.sha256 from print p join edition e on e.id = p.edition_id join revision r on r.id = e.revision_id
union all select thing_id, 0, language, paper, key, sha256 from record_print
union all select letter_id, 0, language, paper, key, sha256 from letter_print;
drop table print, record_print, letter_print;
