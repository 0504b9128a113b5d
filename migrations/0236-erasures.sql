-- What has been erased: ids without personal data. A restore of an older backup erases it again (docs/decisions/0256).
create table erasure (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  -- person: someone was redacted; row: what a person wrote was deleted, or some of its columns were emptied
  kind text not null check (kind in ('person', 'row')),
  data jsonb not null
);

-- The arguments are the columns that can have personal data. Other columns are noted as they are after an erasure, such
-- as the state of a signature, only if they are named in the last argument.
create function note_erasure() returns trigger language plpgsql as $$
declare
  emptied jsonb;
begin
  if tg_op = 'DELETE' then
    insert into erasure (kind, data) values ('row', jsonb_build_object('table', tg_table_name, 'row', old.id));
    return null;
  end if;
  select jsonb_object_agg(n.key, n.value) into emptied
  from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o using (key)
  where n.key = any(string_to_array(tg_argv[0], ' '))
    and n.value in ('null', '""', '[]') and o.value not in ('null', '""', '[]');
  if emptied is null then return null; end if;
  select emptied || coalesce(jsonb_object_agg(n.key, n.value), '{}') into emptied
  from jsonb_each(to_jsonb(new)) n where n.key = any(string_to_array(tg_argv[1], ' '));
  insert into erasure (kind, data)
  values ('row', jsonb_build_object('table', tg_table_name, 'row', new.id, 'columns', emptied));
  return null;
end
$$;

create trigger erased after delete or update on letter_signature for each row
  execute function note_erasure('name name_key signer role place email refusal_note', 'state withdrawn_at');
create trigger erased after delete or update on letter_invitation for each row
  execute function note_erasure('organisation email reason bounce', 'state answered_at');
create trigger erased after delete or update on reader_comment for each row
  execute function note_erasure('name text note held', 'state decided_at');
create trigger erased after delete or update on reader_comment_report for each row
  execute function note_erasure('note', '');
