-- Things that were read from the JSON Lines of a record: which record, which of its refs, what it became here. The
-- same file again makes nothing new. `sha256`: of the bytes that the other record holds of a capture; here are none.
create table imported_thing (
  record text not null,
  ref text not null,
  thing_id bigint not null references thing on delete cascade,
  sha256 text,
  primary key (record, ref)
);
create index imported_thing_thing on imported_thing (thing_id);
