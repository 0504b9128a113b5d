-- Photos: pictures that articles show, each with its credit (docs/decisions/0044). Readers see one only through a
-- published article; its own visibility stays with the desk.
alter table thing drop constraint thing_kind_check;
alter table thing add constraint thing_kind_check
  check (kind in ('actor', 'case', 'event', 'proceeding', 'charge', 'order', 'source', 'capture', 'claim', 'question', 'article', 'photo'));
create sequence number_photo;

create table photo (
  id bigint primary key references thing on delete cascade,
  credit text not null,
  -- under which licence, or by whose leave, it may be shown
  licence text,
  -- what it shows, for those who don't see it
  alt text not null,
  -- for the desk alone: where it came from, what was agreed
  note text,
  width int not null,
  height int not null,
  added_by bigint references account
);

-- The picture in its sizes; `master` is what further sizes are made from and is shown to nobody. Nothing of the file
-- that was brought in is kept but its pixels.
create table photo_file (
  photo_id bigint not null references photo on delete cascade,
  format text not null check (format in ('master', 'avif', 'webp', 'jpeg')),
  width int not null,
  height int not null,
  sha256 text not null,
  size bigint not null,
  primary key (photo_id, format, width)
);
create index photo_file_sha256 on photo_file (sha256);

-- Who is in the picture.
create table photo_actor (
  photo_id bigint not null references photo on delete cascade,
  position smallint not null,
  actor_id bigint not null references actor,
  primary key (photo_id, actor_id)
);
create index photo_actor_actor on photo_actor (actor_id);

-- The photos that a revision shows, in their order: the first one leads.
create table revision_photo (
  revision_id bigint not null references revision on delete cascade,
  position smallint not null,
  photo_id bigint not null references photo deferrable initially deferred,
  primary key (revision_id, photo_id)
);
create index revision_photo_photo on revision_photo (photo_id, revision_id);
