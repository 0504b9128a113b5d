-- Words of the desk's own beside the rules that an article is read by (docs/decisions/0070).
create table secret_word (
  id bigint generated always as identity primary key,
  -- null: in any language
  language text,
  kind text not null check (kind in ('personal', 'family', 'medical', 'banking', 'commercial', 'other')),
  -- what speaks of a secret, or never does
  effect text not null check (effect in ('touches', 'passes')),
  phrase text not null
);
create unique index secret_word_once on secret_word (coalesce(language, ''), kind, effect, phrase);
