-- The public cases that name an actor, with the roles in which they do so, as far as readers see these without a
-- speaker. `began`: the last day on which the case may have begun. An actor's page reads a part of this list. Before, it
-- looked up every item that names the actor. The index of cases, which has this list, is rebuilt at the next start.
create table case_actor (
  actor_id bigint not null,
  case_id bigint not null,
  began date,
  roles text[] not null
);
create index case_actor_newest on case_actor (actor_id, began desc nulls last, case_id desc);
create index case_actor_case on case_actor (case_id);
insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict (name) do nothing;
