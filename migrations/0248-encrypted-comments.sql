-- Comments that are not public are encrypted with a key for each row. The key is a file outside the database
-- (docs/decisions/0274).
alter table reader_comment
  -- the file of the key
  add column row_key text,
  -- name, text and note, while readers cannot see them; then these columns are empty
  add column encrypted bytea,
  add check (encrypted is null or (row_key is not null and name = '' and text = '' and note = ''));

-- Readers' reports are encrypted as long as they are stored.
alter table reader_comment_report
  add column row_key text,
  -- the note, which is then empty
  add column encrypted bytea,
  add check (encrypted is null or (row_key is not null and note = ''));

-- A comment that is encrypted or decrypted contains the same words as before, so nothing was erased.
create function note_comment_erasure() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into erasure (kind, data) values ('row', jsonb_build_object('table', tg_table_name, 'row', old.id));
  elsif new.text = '' and new.encrypted is null and (old.text <> '' or old.encrypted is not null) then
    insert into erasure (kind, data) values ('row', jsonb_build_object('table', tg_table_name, 'row', new.id,
      'columns', jsonb_build_object('name', new.name, 'text', '', 'note', new.note, 'held', to_jsonb(new.held),
        'encrypted', null, 'row_key', null, 'state', new.state, 'decided_at', new.decided_at)));
  end if;
  return null;
end
$$;
drop trigger erased on reader_comment;
create trigger erased after delete or update on reader_comment for each row execute function note_comment_erasure();

drop trigger erased on reader_comment_report;
create trigger erased after delete on reader_comment_report for each row execute function note_erasure('note', '');
