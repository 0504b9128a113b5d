-- The search index also has the translations of questions.
insert into setting (name, value) select 'search.stale', 'true'
where exists (select from search_entry)
  and exists (select from text_translation x join thing t on t.id = x.thing_id where t.kind = 'question')
on conflict (name) do nothing;
