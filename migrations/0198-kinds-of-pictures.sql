-- What a picture is: its credit says "Photo", "Illustration" and so on. Readers see it.
alter table photo add column kind text not null default 'photo'
  check (kind in ('photo', 'illustration', 'drawing', 'screenshot', 'document'));
