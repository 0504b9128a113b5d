-- Advice on an article that an editor asked to keep: an age ciphertext for the people named, and nothing beside it
-- that tells what it says (docs/decisions/0071).
create table kept_advice (
  id bigint generated always as identity primary key,
  article_id bigint not null references document on delete cascade,
  ciphertext bytea not null,
  kept_at timestamptz not null
);
create index kept_advice_article on kept_advice (article_id);
create table kept_advice_for (
  advice_id bigint not null references kept_advice on delete cascade,
  account_id bigint not null references account on delete cascade,
  primary key (advice_id, account_id)
);
create index kept_advice_for_account on kept_advice_for (account_id);
