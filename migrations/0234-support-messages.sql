-- Screens call these messages support messages. Tables, operations and the history follow.
alter table appeal rename to support_message;
alter table appeal_count rename to support_message_count;
alter table support_message_count rename column appeal_number to support_message_number;
alter sequence appeal_number_seq rename to support_message_number_seq;

-- Constraints and their indexes. From PostgreSQL 18 on, "not null" is a constraint with a name, too.
do $$
declare
  old record;
begin
  for old in
    select conrelid::regclass as owner, conname as name from pg_constraint
    where conrelid in ('support_message'::regclass, 'support_message_count'::regclass) and conname like '%appeal%'
  loop
    execute format('alter table %s rename constraint %I to %I', old.owner, old.name,
      replace(old.name, 'appeal', 'support_message'));
  end loop;
end
$$;

update change_set set operation = case operation
    when 'publishing.makeAppeals' then 'publishing.createSupportMessages'
    when 'publishing.changeAppeal' then 'publishing.changeSupportMessage'
    when 'publishing.endAppeals' then 'publishing.endSupportMessages'
    else 'publishing.countSupportMessages' end
where operation in
  ('publishing.makeAppeals', 'publishing.changeAppeal', 'publishing.endAppeals', 'publishing.countAppeals');

-- The history names a message by number. The other values stay, in their order.
create function pg_temp.renamed(stored json) returns json language sql as $$
  select case when json_typeof(stored) = 'object' then
    (select json_object_agg(case key when 'appeal' then 'supportMessage' else key end, value order by position)
      from json_each(stored) with ordinality as each (key, value, position))
    else stored end
$$;
update change set before = pg_temp.renamed(before), after = pg_temp.renamed(after)
where thing_id = 0 and kind = 'setting'
  and (json_typeof(before -> 'appeal') = 'number' or json_typeof(after -> 'appeal') = 'number');
drop function pg_temp.renamed(json);
