-- Kinds are declared in code (docs/decisions/0118): a new one needs its own table and sequence, nothing here.
alter table thing drop constraint thing_kind_check;
