-- The content of an entry can only be deleted after a year. Before, the database let it be emptied at any age.
create or replace function security_entry_only_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.entry is null and (new.id, new.at, new.hash) = (old.id, old.at, old.hash)
    and old.at < now() - interval '364 days' then
    return new;
  end if;
  raise exception 'the security log only grows';
end $$;
