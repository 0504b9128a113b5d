-- A draft can go to several cases. Each has a key in the draft, and an incident has the key of its case.
with was as (
  select id, content, content -> 'case' ->> 'use' as first from draft where content ? 'case'
),
other as (
  select was.id, i ->> 'case' as ref, 'k' || (1 + row_number() over (partition by was.id order by min(n))) as key
  from was, jsonb_array_elements(coalesce(was.content -> 'incidents', '[]')) with ordinality as e (i, n)
  where i ->> 'case' like 'case/%' and i ->> 'case' is distinct from was.first
  group by was.id, i ->> 'case'
)
update draft d set content = (was.content - 'case') || jsonb_build_object(
  'cases', jsonb_build_array(was.content -> 'case' || '{"key": "k1"}') || coalesce(
    (select jsonb_agg(jsonb_build_object('key', o.key, 'use', o.ref, 'title', '', 'summary', '') order by length(o.key), o.key) from other o where o.id = d.id), '[]'),
  'incidents', coalesce(
    (select jsonb_agg(case when i ->> 'case' is null then i else i || jsonb_build_object('case', coalesce((select o.key from other o where o.id = d.id and o.ref = i ->> 'case'), 'k1')) end order by n)
     from jsonb_array_elements(coalesce(was.content -> 'incidents', '[]')) with ordinality as e (i, n)), '[]')
)
from was where was.id = d.id;
