-- What a proposal would create: titles, by the ids in its changes. No release had proposals; those of earlier code do not
-- say all that they would change.
delete from proposal;
alter table proposal alter column changes drop default, add column made jsonb not null;
