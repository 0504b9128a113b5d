-- Words by which articles are found together. A tag's address (slug) stays when its name changes.
create table tag (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  -- what it gathers, for readers
  about text
);
create unique index tag_name on tag (lower(name));

create table article_tag (
  document_id bigint not null references document on delete cascade,
  tag_id bigint not null references tag on delete cascade,
  primary key (document_id, tag_id)
);
create index article_tag_tag on article_tag (tag_id, document_id);
