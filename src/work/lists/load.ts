import { sql, type RawBuilder } from 'kysely';
import { containing } from '../../platform/database/like.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { ThingKind } from '../../record/tables.ts';
import { loadThingTags } from '../../record/tags/queries.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { countClaimsOfCases, isOpen } from '../../record/views/listed.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import { loadFacts, type PropertyView } from '../../record/views/facts.ts';
import type { Column, DeclaredList, Filter } from './declare.ts';
import { searchWords, sortColumn, tableOf } from './kinds.ts';
import { accesses, columnsOf, type ListView } from './view.ts';

type Sql = RawBuilder<unknown>;

/** One item of a list. `values` has the values of the columns that declare SQL, by the name of the column. */
export type ListRow = {
  id: number;
  ref: string;
  version: number;
  brief: Brief;
  changedAt: Date;
  values: Readonly<Record<string, unknown>>;
  facts: readonly PropertyView[];
  claim?: ClaimView;
  counts?: { claims: number; unchecked: number };
  due?: string;
  tags: readonly string[];
};

export type ListPage = { rows: ListRow[]; total: number; things: Map<number, Brief> };

/** SQL for a search: the item has this number, or its title contains each of the first eight words. */
function searchCondition(list: DeclaredList, q: string): Sql {
  const number = /^\d{1,9}$/.test(q) ? Number(q) : -1;
  const inWords =
    list.search?.(q) ??
    sql`(${sql.join(
      searchWords(q).map((word) => sql`${list.title} ilike ${containing(word)}`),
      sql` and `,
    )})`;
  return sql`(t.number = ${number} or ${inWords})`;
}

/**
 * SQL for the filter `state`. Withdrawn and sealed items are listed only if this filter selects them; merged and
 * redacted items are never listed. So a list without filters has the same items as `isListed`.
 */
function stateCondition(list: DeclaredList, states: readonly string[]): Sql {
  const visible = accesses.filter((one) => states.includes(one));
  const own = states.filter((one) => list.states?.values.includes(one));
  const gone = states.includes('withdrawn');
  const access = visible.length ? sql`t.visibility = any(${visible}::text[])` : sql`t.visibility <> 'sealed'`;
  const withdrawn = sql`t.withdrawn_at is ${gone && !own.length ? sql`not null` : sql`null`}`;
  const ofKind = own.length ? list.states!.where(own) : sql`true`;
  // If the filter has withdrawn items and a state of the kind (such as drafts of claims), items match one or the other.
  const state = gone && own.length ? sql`(t.withdrawn_at is not null or ${ofKind})` : sql`${withdrawn} and ${ofKind}`;
  return sql`(t.merged_into is null and t.redacted_at is null and ${access} and ${state})`;
}

/** The ids of items of a kind and of the items merged into them. Items that the desk cannot see are left out. */
async function familyOf(db: Reader, kind: ThingKind, numbers: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select m.id::int as id from thing asked join thing t on t.id = asked.canonical_id
    join thing m on m.canonical_id = t.id
    where asked.kind = ${kind} and asked.number = any(${[...numbers]}::bigint[]) and ${isOpen('desk')}`.execute(db);
  return rows.map((row) => row.id);
}

const isSet = (filter: Filter, { values }: ListView): boolean =>
  (filter.type === 'days' ? [`${filter.name}-from`, `${filter.name}-until`] : [filter.name]).some(
    (name) => (values[name]?.length ?? 0) > 0,
  );

async function conditionOf(db: Reader, filter: Filter, { values }: ListView): Promise<Sql | null> {
  if (filter.type === 'days') {
    const [from] = values[`${filter.name}-from`] ?? [];
    const [until] = values[`${filter.name}-until`] ?? [];
    return from || until ? filter.where(from ?? null, until ?? null) : null;
  }
  const given = values[filter.name];
  if (!given?.length) return null;
  if (filter.type === 'thing')
    return filter.where(await familyOf(db, filter.kind, given.map(Number).filter(Number.isSafeInteger)));
  if (filter.type === 'person') {
    const [one] = given;
    if (one === 'nobody') return filter.where(null);
    const account = Number(one);
    return Number.isSafeInteger(account) ? filter.where(account) : sql`false`;
  }
  return filter.where(given);
}

/**
 * SQL for the number of items of a view. `from`: its items (`matching`). If the view has no filter except access and
 * withdrawal, the query does not read the table of the kind.
 */
function countOf(list: DeclaredList, view: ListView, from: Sql): RawBuilder<{ count: number }> {
  const own =
    list.filters.some((filter) => isSet(filter, view)) || view.states.some((one) => list.states?.values.includes(one));
  const items =
    view.q || own || list.joins
      ? from
      : sql`thing t where t.kind = ${list.kind} and ${stateCondition(list, view.states)}`;
  return sql`select count(*)::int as count from ${items}`;
}

/** The items of a view, as an SQL fragment that follows `from`. */
async function matching(db: Reader, list: DeclaredList, view: ListView): Promise<Sql> {
  const conditions = [stateCondition(list, view.states), ...(view.q ? [searchCondition(list, view.q)] : [])];
  for (const filter of list.filters) {
    const condition = await conditionOf(db, filter, view);
    if (condition) conditions.push(condition);
  }
  return sql`thing t join ${sql.table(tableOf(list.kind))} w on w.id = t.id ${list.joins ?? sql``}
    where t.kind = ${list.kind} and ${sql.join(conditions, sql` and `)}`;
}

/** The number of items of a view. */
export async function countList(db: Reader, list: DeclaredList, view: ListView): Promise<number> {
  const { rows } = await countOf(list, view, await matching(db, list, view)).execute(db);
  return rows[0]!.count;
}

/** The ids and versions of the items of a view, at most `limit`, in the order of their numbers. */
export async function idsOfView(
  db: Reader,
  list: DeclaredList,
  view: ListView,
  limit: number,
): Promise<{ id: number; version: number }[]> {
  const { rows } = await sql<{ id: number; version: number }>`
    select t.id::int as id, t.version from ${await matching(db, list, view)} order by t.id limit ${limit}`.execute(db);
  return rows;
}

const sqlOf = ({ value }: Column): Sql | null => ('sql' in value ? value.sql : null);

/** One page of a list, sorted by the view's column, and by id if values are equal, so that pages never overlap. */
export async function loadList(
  db: Reader,
  list: DeclaredList,
  view: ListView,
  page: { limit: number; offset: number },
): Promise<ListPage> {
  const from = await matching(db, list, view);
  const column = sortColumn(list, view.sort.column)!;
  const by = column.sort!;
  const way = sql.raw(`${view.sort.down ? 'desc' : 'asc'}${column.filled ? '' : ' nulls last'}`);
  const tie = sql.raw(view.sort.down ? 'desc' : 'asc');
  const { rows: found } = await sql<{ id: number }>`
    select t.id::int as id from ${from} order by ${by} ${way}, t.id ${tie} limit ${page.limit} offset ${page.offset}`.execute(
    db,
  );
  const { rows: counted } = await countOf(list, view, from).execute(db);
  const columns = columnsOf(list, view);
  const { rows, things } = await loadRows(
    db,
    list,
    columns,
    found.map((row) => row.id),
  );
  return { rows, total: counted[0]!.count, things };
}

/**
 * Items by their ids, in this order, with the values of some columns. Items that the person does not see are left out.
 */
export async function loadRows(
  db: Reader,
  list: DeclaredList,
  columns: readonly Column[],
  ids: readonly number[],
): Promise<Pick<ListPage, 'rows' | 'things'>> {
  if (ids.length === 0) return { rows: [], things: new Map() };
  const own = columns.flatMap((column) => {
    const of = sqlOf(column);
    return of ? [sql`${of} as ${sql.ref(`c_${column.name}`)}`] : [];
  });
  const { rows } = await sql<Record<string, unknown> & { id: number; version: number; changed_at: Date }>`
    select t.id::int as id, t.version, t.changed_at ${own.length ? sql`, ${sql.join(own)}` : sql``}
    from thing t join ${sql.table(tableOf(list.kind))} w on w.id = t.id ${list.joins ?? sql``}
    where t.id = any(${[...ids]}::bigint[])`.execute(db);
  const has = (type: Column['value']['type']): boolean => columns.some(({ value }) => value.type === type);
  const named = columns.filter(({ value }) => value.type === 'thing').map(({ name }) => `c_${name}`);
  const things = await loadBriefs(
    db,
    rows.flatMap((row) => named.flatMap((name) => (row[name] === null ? [] : [Number(row[name])]))),
    'desk',
  );
  const briefs = await loadBriefs(db, ids, 'desk', true);
  const facts = has('property') ? await loadFacts(db, ids, 'desk') : new Map<number, PropertyView[]>();
  const claims = new Map(
    list.kind === 'claim' ? (await loadClaims(db, ids, 'desk')).map((one) => [one.id, one] as const) : [],
  );
  const counts = has('claims') || has('unchecked') ? await countClaimsOfCases(db, ids) : new Map<number, never>();
  const due = has('due') ? await dueOf(db, ids) : new Map<number, string>();
  const tags = has('tags') ? await loadThingTags(db, ids) : new Map<number, string[]>();
  const known = new Map(rows.map((row) => [row.id, row]));
  return {
    things,
    rows: ids.flatMap((id): ListRow[] => {
      const row = known.get(id);
      const brief = briefs.get(id);
      if (!row || !brief) return [];
      return [
        {
          id,
          ref: `${brief.kind}/${brief.number}`,
          version: row.version,
          brief,
          changedAt: row.changed_at,
          values: Object.fromEntries(
            columns.flatMap((column) => (sqlOf(column) ? [[column.name, row[`c_${column.name}`]] as const] : [])),
          ),
          facts: facts.get(id) ?? [],
          claim: claims.get(id),
          counts: counts.get(id),
          due: due.get(id),
          tags: tags.get(id) ?? [],
        },
      ];
    }),
  };
}

async function dueOf(db: Reader, ids: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await sql<{ id: number; due: string }>`
    select thing_id::int as id, due::text as due from assignment where thing_id = any(${[...ids]}::bigint[]) and due is not null`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.due]));
}
