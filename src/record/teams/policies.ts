import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Database } from '../../platform/database/database.ts';
import { kindsWithoutItem } from '../../platform/changes.ts';
import { limitedRole } from '../../platform/database/viewer.ts';
import { AppError } from '../../platform/errors.ts';
import { dismissDuplicate } from '../duplicates/dismiss.ts';
import { allKinds } from '../kinds/registry.ts';

/*
 * Row-level security: a person's queries return no rows of items that are limited to other teams. The policies are
 * generated from the kinds' declarations and the foreign keys of the database, for every table that refers to items.
 * They apply only to connections with the role `kronika_desk` (platform/database/viewer.ts).
 */

/** Columns with the id of an item but without a foreign key, in tables that belong to no kind of item. */
const itemColumns: Readonly<Record<string, readonly string[]>> = {
  case_actor: ['actor_id', 'case_id'],
  case_began: ['case_id'],
  case_point: ['case_id', 'subject_id'],
  duplicate_due: ['thing_id'],
  fact: ['subject_id', 'value_thing'],
  import_fate: ['thing_id'],
  import_row: ['case_id', 'event_id', 'claim_id', 'desk_claim_id'],
  rests_elsewhere: ['owner', 'target'],
  undo_skipped: ['thing_id'],
};

/**
 * Columns with the id of a team, in tables that belong to no kind of item. A row with such an id is a job that is still
 * waiting. It will create an item that is limited to this team.
 */
const teamColumns: Readonly<Record<string, readonly string[]>> = { capture_order: ['team_id'] };

/**
 * Tables without a policy, because PostgreSQL could then not use an index to search for words. Instead, the rows of
 * limited items have `for_desk = false` (search/index/entry.ts).
 */
const searched: ReadonlySet<string> = new Set(['search_entry', 'search_key']);

type Column = { table: string; column: string };
type Reference = Column & { to: string };
/** The tables and columns of the database, and its foreign keys to a column `id`. */
export type Catalogue = { columns: readonly Column[]; references: readonly Reference[] };

export async function readCatalogue(db: Database): Promise<Catalogue> {
  const columns = await db.executeSql(
    `select c.relname as "table", a.attname as "column" from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped order by 1, a.attnum`,
  );
  const references = await db.executeSql(
    `select c.relname as "table", a.attname as "column", r.relname as "to" from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
     join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
     join pg_attribute b on b.attrelid = r.oid and b.attnum = k.confkey[1]
     where k.contype = 'f' and cardinality(k.conkey) = 1 and b.attname = 'id' and c.relnamespace = 'public'::regnamespace order by 1, 2`,
  );
  return { columns: columns.rows as Column[], references: references.rows as Reference[] };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The name of the view with the ids of the rows of a table that a person cannot see. PostgreSQL runs a view with the
 * rights of its owner, to whom no policy applies.
 */
const hiddenView = (table: string): string => quote(`hidden_row_${table}`);

/** SQL for whether the column has the id of a team that the person is not in. */
const ofOthers = (column: string): string =>
  `${quote(column)} is not null and ${quote(column)} <> all (string_to_array(coalesce(current_setting('kronika.teams', true), ''), ',')::bigint[])`;

const hiddenIds = '(select thing_id from hidden_thing)';

const elsewhere = `kind in (${kindsWithoutItem.map((kind) => `'${kind}'`).join(', ')})`;

/**
 * An SQL condition for changes of hidden items, and for merges with a hidden item. Changes of accounts, teams and
 * settings are left out, because their ids may equal those of items.
 */
const changeOfHidden = `not ${elsewhere} and (thing_id in ${hiddenIds}
  or case when action = 'merged' then coalesce(after ->> 'merged_from', before ->> 'merged_from')::bigint end in ${hiddenIds})`;

/**
 * Hides change sets that changed only hidden items, and batches of such change sets. A change set that also changed
 * another item is shown, without its changes of hidden items. Otherwise, someone could hide who changed the work of
 * others, and how.
 *
 * There is one exception: the decision that two items are not duplicates is hidden if one of the two is hidden.
 */
const hiddenSets = `create or replace view ${hiddenView('change_set')} as select s.id
  from (select distinct change_set_id as id from change where ${changeOfHidden}) h join change_set s on s.id = h.id
  where s.operation = '${dismissDuplicate.name}' or not exists (
    select from change where change_set_id = s.id and not ${elsewhere} and (${changeOfHidden}) is not true
  );
create or replace view ${hiddenView('batch')} as select h.id
  from (select distinct batch_id as id from change_set where batch_id is not null and id in (select id from ${hiddenView('change_set')})) h
  where not exists (select from change_set where batch_id = h.id and id not in (select id from ${hiddenView('change_set')}));`;

/** Tags that only hidden articles have. */
const hiddenTags = `create or replace view hidden_only_tag as select tag_id as id from article_tag group by tag_id having bool_and(document_id in ${hiddenIds});`;

/** Conditions for tables that refer to items in another way. */
const ownConditions: Readonly<Record<string, string>> = {
  change: changeOfHidden,
  change_set: `id in (select id from ${hiddenView('change_set')})`,
  tag: 'id in (select id from hidden_only_tag)',
  undo: `undoes_set in (select id from ${hiddenView('change_set')}) or undoes_batch in (select id from ${hiddenView('batch')})`,
};

/**
 * `condition`: SQL for the hidden rows of a table. `parents`: other tables whose hidden rows the condition uses,
 * because rows that refer to hidden rows are hidden, too.
 */
type Hiding = { condition: string; parents: ReadonlySet<string> };

/**
 * For each table with rows of items: an SQL condition for the rows that a person cannot see, and the tables whose
 * hidden rows this condition uses.
 */
export function hiddenRows({ columns, references }: Catalogue): Map<string, Hiding> {
  const kinds = new Set(allKinds().map((kind) => kind.table));
  const named = allKinds().flatMap((kind) =>
    kind.references.filter((reference) => reference.owner && !reference.edges),
  );
  const found = new Map<string, Hiding>();
  const hidingOf = (table: string, above: readonly string[] = []): Hiding => {
    const known = found.get(table);
    if (known) return known;
    // An item that refers to a limited item is limited as well (it is in `hidden_thing`). So in the item's own row, it
    // is enough to check its own id.
    const own = table === 'thing' || kinds.has(table);
    const items = new Set([
      ...(own ? ['id'] : []),
      ...(itemColumns[table] ?? []),
      ...(own
        ? []
        : named.flatMap((reference) => (reference.table === table ? [reference.column, reference.owner!] : []))),
      ...(own
        ? []
        : references.flatMap((one) =>
            one.table === table && (one.to === 'thing' || kinds.has(one.to)) ? [one.column] : [],
          )),
    ]);
    const parts = [...items].map((column) => `${quote(column)} in ${hiddenIds}`);
    const parents = new Set<string>();
    if (!own)
      for (const one of references) {
        if (one.table !== table || items.has(one.column) || one.to === table || above.includes(one.to)) continue;
        if (!hidingOf(one.to, [...above, table]).condition) continue;
        parts.push(`${quote(one.column)} in (select id from ${hiddenView(one.to)})`);
        parents.add(one.to);
      }
    parts.push(...(teamColumns[table] ?? []).map((column) => `(${ofOthers(column)})`));
    if (ownConditions[table]) parts.push(`(${ownConditions[table]})`);
    const hiding = { condition: parts.join(' or '), parents };
    found.set(table, hiding);
    return hiding;
  };
  for (const table of new Set(columns.map((one) => one.table))) hidingOf(table);
  return new Map([...found].filter(([table, { condition }]) => condition && !searched.has(table)));
}

/** The statements that drop all policies and create them again, and allow the role to read and write. */
export function policiesSql(catalogue: Catalogue): string {
  const hidden = hiddenRows(catalogue);
  const views: string[] = [];
  const made = new Set(['change_set']);
  const view = (table: string): void => {
    if (made.has(table)) return;
    made.add(table);
    const { condition, parents } = hidden.get(table)!;
    for (const parent of parents) view(parent);
    views.push(`create or replace view ${hiddenView(table)} as select id from ${quote(table)} where ${condition};`);
  };
  for (const { parents } of hidden.values()) for (const parent of parents) view(parent);
  const policies = [...hidden].map(
    ([table, { condition }]) => `drop policy if exists team on ${quote(table)};
create policy team on ${quote(table)} using ((${condition}) is not true);
alter table ${quote(table)} enable row level security;`,
  );
  // The schema of the job queues exists only once a job has been created.
  const grants = ['public', 'pgboss'].map(
    (schema) => `do $$ begin if exists (select from pg_namespace where nspname = '${schema}') then
grant usage on schema ${schema} to ${limitedRole};
grant select, insert, update, delete on all tables in schema ${schema} to ${limitedRole};
grant usage, select, update on all sequences in schema ${schema} to ${limitedRole};
alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${limitedRole};
end if; end $$;`,
  );
  return [hiddenSets, hiddenTags, ...views, ...policies, ...grants].join('\n');
}

/**
 * Creates the role if it is missing and the user of the connection may create roles. The role can be missing after a
 * backup was restored on another server.
 */
const createRole = `do $$
begin
  if not exists (select from pg_roles where rolname = '${limitedRole}') then
    begin create role ${limitedRole} nologin; exception when duplicate_object or unique_violation then null; end;
  end if;
  if not pg_has_role(current_user, '${limitedRole}', 'member') then execute format('grant ${limitedRole} to %I', current_user); end if;
exception when insufficient_privilege then null;
end $$`;

/** Whether the role exists and may read, and the user of the connection may switch to it. */
async function roleReads(db: Database): Promise<boolean> {
  const { rows } = await db.executeSql(
    "select exists (select from pg_roles r where r.rolname = $1 and has_table_privilege(r.oid, 'thing', 'select') and pg_has_role(current_user, r.oid, 'member')) as reads",
    [limitedRole],
  );
  return (rows[0] as { reads: boolean }).reads;
}

const setting = 'teams.policies';

/** The hash of the policies in the database. Null if no item has ever been limited. */
async function policiesHash(db: Database): Promise<string | null> {
  const { rows } = await db.executeSql('select value from setting where name = $1', [setting]);
  return rows.length ? String((rows[0] as { value: unknown }).value) : null;
}

/**
 * Creates the policies, unless the database already has the same ones. Called by the first operation that limits an
 * item and, from then on, at every start, because a newer version of Kronika can have other tables.
 * @throws AppError `teams_unavailable` if the role is missing and cannot be created
 */
export async function protectTables(db: Database): Promise<void> {
  const catalogue = await readCatalogue(db);
  const statements = policiesSql(catalogue);
  const hash = createHash('sha256').update(statements).digest('hex');
  if ((await policiesHash(db)) === hash && (await roleReads(db))) return;
  await db.executeSql(createRole);
  const { rows } = await db.executeSql(
    "select coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = $1), false) as there",
    [limitedRole],
  );
  if (!(rows[0] as { there: boolean }).there)
    throw new AppError('teams_unavailable', { details: { role: limitedRole } });
  await withExclusiveLocks(
    db,
    [...hiddenRows(catalogue).keys()],
    `${statements}
insert into setting (name, value) values ('${setting}', '"${hash}"') on conflict (name) do update set value = excluded.value;`,
  );
}

/** How long to wait for the lock of a table. This is shorter than PostgreSQL's `deadlock_timeout` (one second). */
const lockTimeout = '200ms';
const maxTries = 150;
/** PostgreSQL's error codes for a lock timeout and for a deadlock. */
const notLocked: readonly (string | undefined)[] = ['55P03', '40P01'];

/**
 * Runs statements with exclusive locks on tables. Waiting for a lock while other tables are locked can cause a deadlock
 * with transactions that read these tables, and PostgreSQL would end the deadlock by cancelling such a transaction. So
 * if a lock is not available after a short wait, all locks are released, and locking is retried.
 */
async function withExclusiveLocks(db: Database, tables: readonly string[], statements: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      // Without `begin`, PostgreSQL runs these statements in one transaction, and rolls it back after an error.
      await db.executeSql(`select pg_advisory_xact_lock(7020410954);
select set_config('lock_timeout', '${lockTimeout}', true);
lock table ${[...tables].toSorted().map(quote).join(', ')} in access exclusive mode;
${statements}`);
      return;
    } catch (error) {
      if (tries === maxTries || !notLocked.includes((error as { code?: string }).code)) throw error;
      await setTimeout(20 + Math.random() * 80);
    }
}

/** Called at the start. Updates the policies if an item has ever been limited. */
export async function renewPolicies(db: Database): Promise<void> {
  if ((await policiesHash(db)) !== null) await protectTables(db);
}
