-- Someone who signs in with what an administrator gave them sees nothing of their teams until a member confirms them.
alter table team_member add column suspended_at timestamptz;

-- People and photos that only limited items name are seen by the team of each of these items: `along`.
alter table thing_team add column along boolean not null default false;

-- In place of a team, 0 stands for what is `along`, without anything else that is limited.
create or replace view hidden_thing as
  select thing_id from thing_team t
  where team_id <> all (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[])
    and not (along and (
      0 = any (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[])
      or exists (
        select from thing_team o where o.thing_id = t.thing_id and o.along
          and o.team_id = any (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[])
      )
    ));
