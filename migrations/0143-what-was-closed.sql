-- When readers were told that access to an item was closed, because it was sealed while it was public. It stays when the
-- seal is removed: what was public never vanishes silently. It ends when the item is public again.
alter table thing add column closed_at timestamptz;

-- A claim that was never checked was never shown.
update thing t set closed_at = s.sealed_at from sealed_content s
  where s.thing_id = t.id and s.was_public
    and not exists (select from claim c where c.id = t.id and c.checked_at is null);
alter table sealed_content drop column was_public;

-- By a trigger, so that no way to publish can forget it.
create function thing_reopens() returns trigger language plpgsql as $$
begin
  new.closed_at := null;
  return new;
end $$;
create trigger thing_reopens before update of visibility on thing
  for each row when (new.visibility = 'public' and new.closed_at is not null) execute function thing_reopens();
