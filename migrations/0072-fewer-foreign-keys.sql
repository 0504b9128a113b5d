-- Written in bulk by the operation that makes what they name (docs/decisions/0018).
alter table duplicate_due drop constraint duplicate_due_thing_id_fkey;
alter table claim drop constraint claim_passage_id_fkey;
