-- A published letter on paper, in each of its languages: made when somebody asks for it or it is mailed, and forgotten
-- when something of the letter changes (docs/decisions/0091).
create table letter_print (
  letter_id bigint not null references letter on delete cascade,
  language text not null,
  paper text not null check (paper in ('a4', 'letter')),
  -- of the page that was printed
  key text not null,
  sha256 text not null,
  primary key (letter_id, language, paper)
);
-- A mail to an addressee that went without the PDF, because none could be made.
alter table letter_mail add column without_pdf boolean not null default false;
