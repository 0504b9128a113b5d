-- Two sources can have the same web address if one is limited to a team: whoever does not see it could not add the page,
-- and the refusal would tell them of it (docs/decisions/0155). The operations refuse an address that they see.
drop index source_address_key;
create index source_address_key on source_address (address_key);
