-- Someone who does not see what an item of another record became here, because it is limited to a team, can import it
-- once more. Refused, they would learn that it exists (docs/decisions/0155).
alter table imported_thing drop constraint imported_thing_pkey;
alter table imported_thing add primary key (record, ref, thing_id);
