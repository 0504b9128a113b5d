-- An article that says in another language what another says. Originals are never translations themselves.
create table translation (
  document_id bigint primary key references document on delete cascade,
  original_id bigint not null references document on delete cascade,
  check (document_id <> original_id)
);
create index translation_original on translation (original_id);

-- Which sentences of it say what sentences of the original say, n:m, by their lasting ids. `original_revision`: the
-- original as it read when somebody last said that the sentence says so; no words are kept here.
create table translation_pair (
  document_id bigint not null references translation on delete cascade,
  original_sentence text not null,
  sentence text not null,
  original_revision bigint not null references revision on delete cascade,
  primary key (document_id, sentence, original_sentence)
);
create index translation_pair_revision on translation_pair (original_revision);
