-- The security log. Each entry contains the hash of the one before, so none can be changed or removed unnoticed.
create table security_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- SHA-256 of the hash before it and the bytes of the entry
  hash bytea not null check (length(hash) = 32),
  -- JSON; null after a year: then only the hash is left
  entry text
);

create function security_entry_only_grows() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.entry is null and (new.id, new.at, new.hash) = (old.id, old.at, old.hash) then
    return new;
  end if;
  raise exception 'the security log only grows';
end $$;
create trigger security_entry_only_grows before update or delete on security_entry
  for each row execute function security_entry_only_grows();
create trigger security_entry_not_emptied before truncate on security_entry
  for each statement execute function security_entry_only_grows();
