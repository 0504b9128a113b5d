-- Nothing ever used the column `along` (docs/decisions/0166).
create or replace view hidden_thing as
  select thing_id from thing_team
  where team_id <> all (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[]);
alter table thing_team drop column along;
