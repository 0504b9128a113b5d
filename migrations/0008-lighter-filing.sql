-- What is named by a row that filing writes is looked up and held for the transaction, once for each thing, when
-- its ref is resolved (record/refs.ts). A foreign key would do the same again for every row, and cost as much as
-- the row (docs/decisions/0018).
alter table event drop constraint event_case_id_fkey;
alter table claim drop constraint claim_case_id_fkey, drop constraint claim_source_id_fkey;
alter table chain_link drop constraint chain_link_actor_id_fkey, drop constraint chain_link_source_id_fkey;
alter table statement drop constraint statement_subject_id_fkey, drop constraint statement_value_thing_fkey;

-- The change record is written far more often than it is searched within: keep what was said as it was given.
alter table change alter column before type json, alter column after type json;
