-- Names of towns by language. A place of the record has the words of its source; readers see the town in their language.
create table town_name (
  country text not null,
  key text not null,
  locality text not null,
  names jsonb not null,
  primary key (country, key)
);
