-- The item that an item was merged into, or else the item itself. `coalesce(merged_into, id)` in a condition uses no index.
alter table thing add column canonical_id bigint not null generated always as (coalesce(merged_into, id)) stored;
create index thing_canonical on thing (canonical_id);
