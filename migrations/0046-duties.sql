-- What a provision obliges whom to (docs/decisions/0069): data, so that a new law needs no programmer. A duty stands in
-- time with its provision; `since` and `ended` (EDTF) where its own time differs.
create table duty (
  id bigint generated always as identity primary key,
  provision_id bigint not null references provision on delete cascade,
  bearer text not null check (bearer in ('website', 'editor', 'journalist')),
  act text not null check (act in ('identify-commenters', 'keep', 'obtain-permission', 'publish-reply', 'remove', 'register', 'mark')),
  -- ISO 8601: how long something is kept, within what time it is done
  period text,
  -- kinds of secret for which permission is needed
  secrets text[] not null default '{}',
  since text,
  ended text,
  -- the words of the provision that put the duty on somebody
  quote text
);
create index duty_provision on duty (provision_id);

-- What it rests on where the provision's words are not held, and who criticises it.
create table duty_claim (
  duty_id bigint not null references duty on delete cascade,
  claim_id bigint not null references claim,
  role text not null check (role in ('says', 'criticises')),
  primary key (duty_id, claim_id, role)
);
create index duty_claim_claim on duty_claim (claim_id);
