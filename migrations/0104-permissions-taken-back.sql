-- The link by which somebody takes back what they agreed to, as long as it holds: its hash alone (docs/decisions/0115).
create table permission_return (
  permission_id bigint primary key references permission on delete cascade,
  token_hash bytea not null unique,
  made_at timestamptz not null
);

alter table permission
  -- Of one that is sealed: when those who can open it had looked through all it touches, as which articles those are is sealed.
  add column looked_through_at timestamptz,
  drop constraint permission_withdrawn_way_check,
  add constraint permission_withdrawn_way_check check (withdrawn_way in ('letter', 'mail', 'recording', 'word', 'link'));

-- What touches which article is what is sealed.
delete from permission_seen s using thing t where t.id = s.permission_id and t.visibility = 'sealed';
