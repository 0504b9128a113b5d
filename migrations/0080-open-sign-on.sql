-- Letters that anybody may sign (docs/decisions/0088).
alter table letter drop constraint letter_open_to_check;
alter table letter add constraint letter_open_to_check check (open_to in ('invited', 'organisations', 'people', 'anyone'));
alter table letter
  -- whether the desk looks at a signature before readers see it, or after
  add column moderation text not null default 'before' check (moderation in ('before', 'after')),
  -- open signatures that are taken within an hour
  add column hourly int not null default 1000 check (hourly > 0);

-- `waiting`: confirmed by its address, and the desk has not looked at it. `refused`: by the desk, before readers saw it;
-- `removed`: after they had.
alter table letter_signature drop constraint letter_signature_state_check;
alter table letter_signature add constraint letter_signature_state_check check (state in ('unconfirmed', 'waiting', 'confirmed', 'withdrawn', 'refused', 'removed'));
-- `name`: the name alone
alter table letter_signature drop constraint letter_signature_shown_check;
alter table letter_signature add constraint letter_signature_shown_check check (shown in ('named', 'name', 'known'));
alter table letter_signature
  add column place text not null default '',
  -- when a new version had it asked again
  add column asked_at timestamptz,
  -- when the desk decided on it, and why it was refused
  add column decided_at timestamptz,
  add column refusal text check (refusal in ('duplicate', 'not-real', 'impersonation', 'abuse', 'other')),
  add column refusal_note text not null default '';

drop index letter_signature_named;
create index letter_signature_named on letter_signature (letter_id, state, name_key collate "C", id) where shown <> 'known';
-- Of one address of mail one open signature counts.
create index letter_signature_address on letter_signature (letter_id, lower(email)) where invitation_id is null and email <> '';
create unique index letter_signature_one_address on letter_signature (letter_id, lower(email)) where invitation_id is null and email <> '' and state in ('waiting', 'confirmed');
-- Who has the same name; what the desk has to look at; what nobody confirmed.
create index letter_signature_same_name on letter_signature (letter_id, name_key);
create index letter_signature_to_decide on letter_signature (letter_id, id) where invitation_id is null and decided_at is null and state in ('waiting', 'confirmed');
create index letter_signature_unconfirmed on letter_signature (signed_at) where state in ('unconfirmed', 'refused', 'removed');

-- `known`: to an address from which somebody signed already.
alter table letter_mail drop constraint letter_mail_kind_check;
alter table letter_mail add constraint letter_mail_kind_check check (kind in ('invitation', 'reminder', 'confirm', 'again', 'receipt', 'addressee', 'known', 'refused'));
create index letter_mail_signature on letter_mail (signature_id) where signature_id is not null;
