-- A proposal is done when what it proposes became so in another way.
alter table proposal drop constraint proposal_state_check;
alter table proposal add constraint proposal_state_check check (state in ('open', 'accepted', 'done', 'declined', 'withdrawn'));
