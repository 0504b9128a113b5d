-- Change sets that belong together (an import written in parts, the parts of an undo) share a batch and are undone as one.
alter table change_set add column batch_id uuid;
create index change_set_batch on change_set (batch_id, id) where batch_id is not null;
create index change_set_operation on change_set (operation, id desc);
create index change_set_account on change_set (account_id, id desc) where account_id is not null;
create index change_set_at on change_set (at desc);

-- An undo of a change set or of a batch. It is written in parts, each a change set of the batch `batch_id`, newest
-- change first; `at_set` and `at_ordinal` say which change comes next, so that one that was cut short goes on.
create table undo (
  batch_id uuid primary key,
  undoes_set bigint,
  undoes_batch uuid,
  account_id bigint references account,
  via text not null,
  why text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  at_set bigint not null,
  at_ordinal int not null,
  total int not null,
  seen int not null default 0,
  done int not null default 0,
  skipped int not null default 0,
  check ((undoes_set is null) <> (undoes_batch is null))
);
create index undo_set on undo (undoes_set) where undoes_set is not null;
create index undo_batch on undo (undoes_batch) where undoes_batch is not null;

-- Which things an undo left as they are, and on which ground.
create table undo_skipped (
  batch_id uuid not null references undo,
  thing_id bigint not null,
  ground text not null,
  primary key (batch_id, thing_id)
);

-- Who rests on a source as the paper that speaks in a chain.
create index chain_link_source on chain_link (source_id) where source_id is not null;

-- What stands in rooms further down and rests on a thing of the record: articles on the claims they cite. A room that
-- has more of it replaces the view.
create view rests_elsewhere (owner, target) as
select d.id, c.claim_id from document d join citation c on c.revision_id = d.revision_id
union all
select d.id, p.claim_id from document d join published_citation p on p.edition_id = d.edition_id;
