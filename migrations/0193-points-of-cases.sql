-- Where public cases took place, as readers see it on maps: places that a public claim names, with coordinates in steps
-- of 0.05 degrees (docs/decisions/0215). Part of the search index, which is rebuilt for it.
create table case_point (
  case_id bigint not null,
  country text not null,
  -- in twentieths of a degree
  latitude smallint not null,
  longitude smallint not null,
  -- the item whose fact names the place
  subject_id bigint not null,
  primary key (case_id, country, latitude, longitude)
);
create index case_point_place on case_point (country, latitude, longitude, case_id);

-- Coordinates of a public value could come from a claim that is not public.
update fact f set value = f.value - 'point' where jsonb_typeof(f.value) = 'object' and f.value ? 'point' and f.public_shown and exists (
  select from statement st join thing c on c.id = st.claim_id
  where st.subject_id in (select f.subject_id union all select m.id from thing m where m.merged_into = f.subject_id)
    and st.property = f.property and c.visibility <> 'public'
);

insert into setting (name, value) select 'search.stale', 'true' where exists (select from search_entry)
on conflict (name) do nothing;
