-- Print editions (PDF), made when first asked for. `key` is a hash of all that stands in one: where it differs, the
-- print is out of date and made again. Erased, bytes and all, when something is sealed or a person erased.
create table print (
  edition_id bigint not null references edition on delete cascade,
  paper text not null check (paper in ('a4', 'letter')),
  key text not null,
  sha256 text not null,
  primary key (edition_id, paper)
);
