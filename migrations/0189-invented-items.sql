-- Items of the invented sample: pages mark them, also after the rest of the sample data was removed.
alter table thing add column invented boolean not null default false;
create index thing_invented on thing (id) where invented;
