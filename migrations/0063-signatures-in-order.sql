-- A letter with 50,000 signatures is listed by name and counted without reading them all.
create index letter_signature_named on letter_signature (letter_id, state, name_key collate "C", id) where shown = 'named';
create index letter_signature_counted on letter_signature (letter_id, state, shown, kind);
drop index letter_signature_letter;
create index letter_signature_given on letter_signature (letter_id, state, confirmed_at, id);
