-- Translations of our own words: the title and the summary of a case, the titles of its parts and of laws, questions,
-- paraphrases, descriptions of photos. `original` is the text from which the translation was made. If the item's text
-- is another one now, the translation is outdated, and readers do not see it. It is stored as text, not as a hash, so
-- that redaction reaches it, and that a translator sees what has changed.
create table text_translation (
  thing_id bigint not null references thing,
  field text not null,
  language text not null,
  text text not null,
  original text not null,
  primary key (thing_id, field, language)
);

-- The language in which our own words about an item are written. Null: that of the case to which it belongs, or that of
-- the publication.
alter table thing add column written_in text;
