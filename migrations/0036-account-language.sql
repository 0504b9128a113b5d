-- The language in which the desk speaks to somebody; null: the publication's.
alter table account add column language text;
