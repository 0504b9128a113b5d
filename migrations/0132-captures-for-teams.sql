-- A page can be limited to a team from its request on (docs/decisions/0155).
alter table capture_order add column team_id bigint references team;
