-- who was made responsible for a case, a source or an article, when and by whom; without an account, nobody
create table assignment_change (
  id bigint generated always as identity primary key,
  thing_id bigint not null references thing on delete cascade,
  account_id bigint references account,
  due text,
  priority text not null,
  by_account bigint references account,
  at timestamptz not null
);
create index assignment_change_thing on assignment_change (thing_id, id desc);
create index assignment_change_account on assignment_change (account_id);
create index assignment_change_at on assignment_change (at);
insert into assignment_change (thing_id, account_id, due, priority, by_account, at)
select thing_id, account_id, due, priority, by_account, at from assignment where thing_id is not null order by at, id;
