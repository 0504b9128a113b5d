-- What a proposal would change: the changes that the operation made when it was tried.
alter table proposal add column changes jsonb not null default '[]';

-- Items that the proposed content names and that it would not change have no version. Who does not see them, does not
-- see the proposal.
alter table proposal_thing alter column version drop not null;
