-- The photo that goes with links to an article where they are shared, in place of the drawn headline.
create table article_share (
  document_id bigint primary key references document (id) on delete cascade,
  photo_id bigint not null references photo (id) on delete cascade
);
create index article_share_photo on article_share (photo_id);
