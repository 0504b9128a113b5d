-- a saved search can also be a view of a list (`list` names it), and an editor can share it with the desk
alter table saved_search add column list text;
alter table saved_search add column shared boolean not null default false;
alter table saved_search add check (list is null or digest = 'none'), add check (list is not null or not shared);
