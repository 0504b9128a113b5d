-- Lists of choices of this installation. A key never changes, because values have it.
create table own_list (
  key text primary key,
  -- by language of the interface
  labels jsonb not null,
  position integer not null default 0
);
create table own_term (
  list text not null references own_list,
  key text not null,
  labels jsonb not null,
  position integer not null,
  -- forms no longer offer it; values that have it keep it
  retired boolean not null default false,
  primary key (list, key)
);

-- A field of this installation: a property with a name in each language, for the desk alone unless an administrator
-- decided otherwise.
alter table property add column labels jsonb not null default '{}';
update property set labels = jsonb_build_object('en', label);
alter table property drop column label;
alter table property alter column labels drop default;
alter table property add column help jsonb not null default '{}';
alter table property add column visibility text not null default 'public' check (visibility in ('desk', 'public'));
alter table property alter column visibility set default 'desk';
alter table property add column retired boolean not null default false;
alter table property add column position integer not null default 0;
