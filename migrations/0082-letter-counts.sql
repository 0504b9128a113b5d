-- How many signed a letter, kept as they come and go: counting 50,000 rows for each page takes longer than the page
-- (docs/decisions/0090). By a trigger, so that no way to write can forget it.
create table letter_count (
  letter_id bigint not null references letter on delete cascade,
  state text not null,
  shown text not null,
  kind text not null,
  count int not null,
  primary key (letter_id, state, shown, kind)
);
insert into letter_count select letter_id, state, shown, kind, count(*) from letter_signature where state in ('confirmed', 'withdrawn', 'removed') group by 1, 2, 3, 4;

create function letter_count_follows() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into letter_count as c select letter_id, state, shown, kind, count(*) from added where state in ('confirmed', 'withdrawn', 'removed') group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (letter_id, state, shown, kind) do update set count = c.count + excluded.count;
  elsif tg_op = 'UPDATE' then
    insert into letter_count as c
      select letter_id, state, shown, kind, sum(n) from (
        select letter_id, state, shown, kind, 1 as n from added union all select letter_id, state, shown, kind, -1 from gone) changed
      where state in ('confirmed', 'withdrawn', 'removed') group by 1, 2, 3, 4 having sum(n) <> 0 order by 1, 2, 3, 4
    on conflict (letter_id, state, shown, kind) do update set count = c.count + excluded.count;
  else
    -- Where the letter itself goes, there is nothing left to count.
    update letter_count c set count = c.count - d.n
      from (select letter_id, state, shown, kind, count(*) as n from gone group by 1, 2, 3, 4) d
      where c.letter_id = d.letter_id and c.state = d.state and c.shown = d.shown and c.kind = d.kind;
  end if;
  return null;
end $$;
create trigger letter_count_added after insert on letter_signature referencing new table as added for each statement execute function letter_count_follows();
create trigger letter_count_changed after update on letter_signature referencing old table as gone new table as added for each statement execute function letter_count_follows();
create trigger letter_count_gone after delete on letter_signature referencing old table as gone for each statement execute function letter_count_follows();
drop index letter_signature_counted;
