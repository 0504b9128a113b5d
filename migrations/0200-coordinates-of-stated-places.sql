-- A place that readers see has the spelling and the coordinates of a public claim, if possible of one that states it and
-- does not only allege it (record/projection/project.ts). Coordinates that 0193 took although such a claim has them come
-- back.
with said as (
  select distinct on (1, 2, 3) coalesce(t.merged_into, t.id) as subject_id, st.property, st.value_key, st.value
  from statement st join thing t on t.id = st.subject_id
  join claim c on c.id = st.claim_id and c.state in ('checked', 'imported')
  join thing ct on ct.id = c.id and ct.visibility = 'public' and ct.withdrawn_at is null and ct.redacted_at is null
  where st.rank <> 'deprecated' and jsonb_typeof(st.value) = 'object' and st.value ? 'country'
  order by 1, 2, 3, c.mode in ('alleged', 'denied', 'estimated', 'left-unclear'), not st.value ? 'point', st.id
), changed as (
  update fact f set value = s.value from said s
  where f.subject_id = s.subject_id and f.property = s.property and f.value_key = s.value_key and f.public_origins > 0 and f.value <> s.value
  returning f.subject_id
)
insert into setting (name, value) select 'search.stale', 'true' where exists (select from changed) and exists (select from search_entry)
on conflict (name) do nothing;
