-- What an editor wrote for the address of an article and for search results and shared links. Null: the address comes
-- from the headline, and the standfirst is the description.
alter table document add column slug text, add column description text;
