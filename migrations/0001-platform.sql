-- Trigrams and accent folding, for names as people spell them. Both come with PostgreSQL and with PGlite, and
-- are trusted: the owner of a database may create them.
create extension if not exists pg_trgm;
create extension if not exists unaccent;
