-- Teams, and the items that only they can see (docs/decisions/0155).
create table team (
  id bigint generated always as identity primary key,
  name text not null unique,
  version integer not null default 1,
  created_at timestamptz not null,
  closed_at timestamptz
);

create table team_member (
  team_id bigint not null references team,
  account_id bigint not null references account,
  since timestamptz not null,
  primary key (team_id, account_id)
);
create index on team_member (account_id);

-- Items that someone limited to a team. with_id: together with this item, and until it is open again.
create table team_limit (
  thing_id bigint primary key references thing on delete cascade,
  team_id bigint not null references team,
  with_id bigint references thing on delete cascade,
  at timestamptz not null
);
create index on team_limit (team_id);
create index on team_limit (with_id);

-- All items that are limited: those, and what names them. Someone sees an item if they are in all its teams.
create table thing_team (
  thing_id bigint not null references thing on delete cascade,
  team_id bigint not null references team,
  primary key (thing_id, team_id)
);
create index on thing_team (team_id);

-- Who opened a limited item, and when.
create table thing_opened (
  thing_id bigint not null references thing on delete cascade,
  account_id bigint not null references account,
  at timestamptz not null,
  primary key (thing_id, account_id, at)
);
create index on thing_opened (at);

-- What the person for whom a connection works cannot see; it sets their teams.
create view hidden_thing as
  select thing_id from thing_team
  where team_id <> all (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[]);

-- The role whose queries the tables' policies limit. Nobody signs in with it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'kronika_desk') then
    begin
      create role kronika_desk nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'kronika_desk', 'member') then
    execute format('grant kronika_desk to %I', current_user);
  end if;
exception when insufficient_privilege then
  -- Teams need the role; without it, limiting an item is refused and says how to create it.
  null;
end $$;

-- Entries of limited items are found only by those who see them.
alter table search_entry drop constraint search_entry_check;
