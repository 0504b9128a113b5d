-- Tags by which the desk finds cases, actors and sources again. Readers never see them. A tag is its name: an item that
-- is sealed takes its tags along. Redaction can make two names equal, so nothing here is unique.
create table thing_tag (
  thing_id bigint not null references thing,
  name text not null
);
create index thing_tag_thing on thing_tag (thing_id);
create index thing_tag_name on thing_tag (lower(name));

-- Tags that were created on the page of tags. They are offered even if no item has them.
create table desk_tag (
  name text not null
);
