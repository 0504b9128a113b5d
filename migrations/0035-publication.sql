-- The publication's settings: what was one line of imprint is its parts now; the line itself is kept as a note.
update setting set
  name = 'publication',
  value = jsonb_build_object(
    'version', value -> 'version',
    'publication', ((value -> 'paper') - 'imprint')
      || case when value -> 'paper' ? 'imprint' then jsonb_build_object('imprint', jsonb_build_object('note', value -> 'paper' -> 'imprint')) else '{}' end
  )
where name = 'paper';

-- The parts of the paper that its articles stand in. `key` is the part of their address and never changes; `names`
-- by language tag.
create table section (
  key text primary key,
  position smallint not null,
  names jsonb not null
);
create table article_section (
  document_id bigint primary key references document on delete cascade,
  section text not null references section
);
create index article_section_section on article_section (section);
