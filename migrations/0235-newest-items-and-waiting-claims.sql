-- An import gives thousands of items the same time. With the id in the index, lists of the newest items of a kind need not sort them.
drop index thing_changed;
create index thing_changed on thing (kind, changed_at desc, id desc);
-- The first page of the desk counts claims that wait for a check, which are few.
create index claim_waiting on claim (state) where state in ('draft', 'imported');
