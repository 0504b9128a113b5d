-- What readers do not see of a signature is encrypted with a key for each row (docs/decisions/0288).
alter table letter
  -- The file of the key from which the hashes below are made. It is created when it is first needed.
  add column row_key text not null default substr(encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 1, 24) || '.key';

alter table letter_signature
  -- the file of the key
  add column row_key text,
  -- what readers do not see of the name, signer, role and place, and always the email address and the desk's note; then
  -- these columns are empty
  add column encrypted bytea,
  -- HMACs of the email address, and of the words of the name, by which equal ones are found
  add column address_mac text,
  add column name_macs text,
  add check (encrypted is null or (row_key is not null and email = '' and refusal_note = ''));

create index letter_signature_mac on letter_signature (letter_id, address_mac) where invitation_id is null and address_mac is not null;
create unique index letter_signature_one_mac on letter_signature (letter_id, address_mac) where invitation_id is null and state in ('waiting', 'confirmed');
drop index letter_signature_same_name;
create index letter_signature_name_macs on letter_signature (letter_id, name_macs) where name_macs is not null;

-- A signature that is encrypted or decrypted has the same words as before, so nothing was erased.
create function note_signature_erasure() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into erasure (kind, data) values ('row', jsonb_build_object('table', tg_table_name, 'row', old.id));
  elsif new.encrypted is null and new.email = '' and (old.encrypted is not null or old.email <> '') then
    insert into erasure (kind, data) values ('row', jsonb_build_object('table', tg_table_name, 'row', new.id,
      'columns', jsonb_build_object('name', '', 'name_key', '', 'signer', '', 'role', '', 'place', '', 'email', '',
        'refusal_note', '', 'address_mac', null, 'name_macs', null, 'encrypted', null, 'row_key', null,
        'state', new.state, 'withdrawn_at', new.withdrawn_at)));
  end if;
  return null;
end
$$;
drop trigger erased on letter_signature;
create trigger erased after delete or update on letter_signature for each row execute function note_signature_erasure();

-- What a mail server said about an email can contain the address.
update letter_mail set bounce = regexp_replace(bounce, '\S+@\S+', '…', 'g') where bounce like '%@%';
update letter_invitation set bounce = regexp_replace(bounce, '\S+@\S+', '…', 'g') where bounce like '%@%';
