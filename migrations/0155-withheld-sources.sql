-- Why readers do not see a source: a key of the list `withheld-reason`. Public pages show the reason in place of a
-- source that is not public. Null: no reason was given.
alter table source add column withheld text;
