-- The outlines of a country's regions that an administrator added, after they were made simpler.
create table country_regions (
  country text primary key,
  credit text not null,
  regions jsonb not null,
  -- SHA-256 of what pages show, so that they read the outlines again only after a change.
  hash text not null
);
