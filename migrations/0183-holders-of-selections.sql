-- who was responsible for each selected item when it was selected (0: nobody), so that no one takes it over unawares
alter table selection add column holders bigint[];
update selection s set holders = array(
  select coalesce(a.account_id, 0) from unnest(s.things) with ordinality as i (id, place)
  left join assignment a on a.thing_id = i.id order by i.place);
alter table selection alter column holders set not null, add check (cardinality(holders) = cardinality(things));
