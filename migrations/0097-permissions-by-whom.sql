-- Who at the desk asked, who answered and who took it back (where it was not the person: a lawyer, a parent), and how each came
-- (docs/decisions/0108).
alter table permission
  add column asked_by bigint references account on delete set null,
  add column answerer text not null default '',
  add column withdrawer text not null default '',
  add column withdrawn_way text check (withdrawn_way in ('letter', 'mail', 'recording', 'word'));

-- Taking back wrote over how it had been given; the history has it, unless it was erased or sealed.
update permission p set withdrawn_way = p.way,
  way = (select c.before ->> 'way' from change c where c.thing_id = p.id and c.kind = 'permission' and c.after ->> 'state' = 'withdrawn' order by c.change_set_id desc limit 1)
where p.state = 'withdrawn' and p.way is distinct from 'link';

update permission p set asked_by = (
  select s.account_id from change c join change_set s on s.id = c.change_set_id join account a on a.id = s.account_id
  where c.thing_id = p.id and c.kind = 'permission' and s.operation = 'law.askPermission' order by s.id desc limit 1)
where p.asked_on is not null and p.ended_at is null;
