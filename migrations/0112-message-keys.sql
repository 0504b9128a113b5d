-- Notes on imported rows name their sentences by key. The keys of message files that were renamed follow.
update import_fate set notes = (
  select jsonb_agg(
    case when note ? 'message' then jsonb_set(note, '{message}', to_jsonb(
      regexp_replace(regexp_replace(regexp_replace(note ->> 'message',
        '^(imports|exports)\.', 'exchange.\1.'),
        '^error\.', 'errors.field.'),
        '^web\.', 'kit.'))) else note end
    order by position)
  from jsonb_array_elements(notes) with ordinality as each (note, position))
where has_notes;
