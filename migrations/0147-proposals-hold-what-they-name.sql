-- A proposal holds the versions of all items that it names: readers would also see words of some that it would not change,
-- such as the name of a letter's host.
alter table proposal_thing add column changes boolean not null default true;
update proposal_thing p set changes = false, version = t.version from thing t where t.id = p.thing_id and p.version is null;
alter table proposal_thing alter column changes drop default, alter column version set not null;
