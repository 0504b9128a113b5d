-- Claims from a table or another record are "imported" until someone compares them with their source.
alter table claim drop constraint claim_state_check;
alter table claim add constraint claim_state_check check (state in ('draft', 'imported', 'checked', 'withdrawn'));
-- When the claim was imported; it stays after someone checks the claim.
alter table claim add column imported_at timestamptz;
-- An import profile says whether values count at once, no longer that someone has compared them.
update import set mapping = (mapping - 'checked') || jsonb_build_object('counted', mapping->'checked') where mapping ? 'checked';
update import_mapping set mapping = (mapping - 'checked') || jsonb_build_object('counted', mapping->'checked') where mapping ? 'checked';
