import { sql } from 'kysely';
import { kindsWithoutItem } from '../../platform/changes.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { beforeAll, fieldsOutsideState, type Past } from '../history/roll-back.ts';
import { isRestorable } from '../history/restore.ts';
import { readStates, type State } from '../history/states.ts';
import { aboutProposals, type About } from '../proposals/list.ts';
import { loadBriefs, type Brief } from './briefs.ts';

/** One change set: who made it, when, how and why, and how much it changed. */
export type ChangeSetHead = {
  id: number;
  at: Date;
  by: string | null;
  via: string;
  operation: string;
  why: string | null;
  batch: string | null;
  /** The number of changes in this change set, without the other change sets of its batch. */
  changes: number;
  /**
   * In the results of `listChangeSets`, the number of change sets in the batch. Otherwise, and if there is no batch, 1.
   */
  parts: number;
};

export type ChangeSetFilters = {
  accountId?: number;
  /** Lists only change sets from this time on. */
  from?: Date;
  /** Lists only change sets before this time. */
  until?: Date;
  operation?: string;
  via?: string;
  /** Whether change sets of operations named `accounts.…` are included. */
  accounts: boolean;
};

/** Kinds of change whose `thing_id` is not an item of the record. */
const elsewhere = new Set([...kindsWithoutItem, 'draft']);

const head = sql`
  s.id, s.at, a.name as by, s.via, s.operation, s.why, s.batch_id as batch,
  (select count(*)::int from change c where c.change_set_id = s.id) as changes`;

/**
 * Change sets, newest first. If there are more than `limit`, the result has one more than `limit`. A batch is listed
 * once, by its newest change set.
 */
export async function listChangeSets(
  db: Reader,
  filters: ChangeSetFilters,
  page: { before?: number; limit: number },
): Promise<ChangeSetHead[]> {
  const conditions = [
    page.before === undefined ? null : sql`s.id < ${page.before}`,
    filters.accountId === undefined ? null : sql`s.account_id = ${filters.accountId}`,
    filters.from === undefined ? null : sql`s.at >= ${filters.from}`,
    filters.until === undefined ? null : sql`s.at < ${filters.until}`,
    filters.operation === undefined ? null : sql`s.operation = ${filters.operation}`,
    filters.via === undefined ? null : sql`s.via = ${filters.via}`,
    filters.accounts ? null : sql`s.operation not like 'accounts.%'`,
    sql`(s.batch_id is null or not exists (select from change_set n where n.batch_id = s.batch_id and n.id > s.id))`,
  ].filter((condition) => condition !== null);
  const { rows } = await sql<ChangeSetHead & { parts: number }>`
    select ${head}, case when s.batch_id is null then 1 else (select count(*)::int from change_set p where p.batch_id = s.batch_id) end as parts
    from change_set s left join account a on a.id = s.account_id
    where ${sql.join(conditions, sql` and `)} order by s.id desc limit ${page.limit + 1}`.execute(db);
  return rows.map(readHead);
}

const readHead = (row: ChangeSetHead): ChangeSetHead => ({
  ...row,
  id: Number(row.id),
  changes: Number(row.changes),
  parts: Number(row.parts ?? 1),
});

/** One change set; null if there is none. */
export async function loadChangeSet(db: Reader, id: number): Promise<ChangeSetHead | null> {
  const { rows } =
    await sql<ChangeSetHead>`select ${head}, 1 as parts from change_set s left join account a on a.id = s.account_id where s.id = ${id}`.execute(
      db,
    );
  return rows[0] ? readHead(rows[0]) : null;
}

/** The change sets of a batch, newest first, and their number. */
export async function loadBatch(
  db: Reader,
  batch: string,
  page: { limit: number; offset: number },
): Promise<{ sets: ChangeSetHead[]; total: number }> {
  const { rows } = await sql<ChangeSetHead & { total: number }>`
    select ${head}, 1 as parts, count(*) over ()::int as total from change_set s left join account a on a.id = s.account_id
    where s.batch_id = ${batch}::uuid order by s.id desc limit ${page.limit} offset ${page.offset}`.execute(db);
  return { sets: rows.map(readHead), total: Number(rows[0]?.total ?? 0) };
}

/**
 * The names of all operations in the history. The query looks up one name after the other in the index, so that it does
 * not read all rows.
 */
export async function operationsSeen(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ operation: string }>`
    with recursive seen(operation) as (
      (select operation from change_set order by operation limit 1)
      union all
      select (select s.operation from change_set s where s.operation > seen.operation order by s.operation limit 1) from seen where seen.operation is not null
    ) select operation from seen where operation is not null`.execute(db);
  return rows.map((row) => row.operation);
}

/** One item that a change set changed, with its state before and after. */
export type ChangedThing = {
  ordinal: number;
  kind: string;
  thingId: number;
  action: string;
  redacted: boolean;
  before: unknown;
  after: unknown;
  /** The item; null for accounts, settings, and items that no longer exist. */
  thing: Brief | null;
  /** The name, for an account or a team. */
  name?: string;
  /** For a proposal, its items and its state. */
  about?: About;
};

/** How many items of each kind a change set changed, by action. */
export async function countChanges(
  db: Reader,
  set: number,
): Promise<{ kind: string; action: string; count: number }[]> {
  const { rows } = await sql<{ kind: string; action: string; count: number }>`
    select kind, action, count(*)::int as count from change where change_set_id = ${set} group by kind, action order by min(ordinal)`.execute(
    db,
  );
  return rows;
}

/** Items of a change set, in the order of its changes. */
export async function loadChangesOf(
  db: Reader,
  set: number,
  page: { kind?: string; limit: number; offset: number },
): Promise<ChangedThing[]> {
  const rows = await db
    .selectFrom('change')
    .leftJoin('account', (on) => on.onRef('account.id', '=', 'change.thing_id').on('change.kind', '=', 'account'))
    .leftJoin('team', (on) => on.onRef('team.id', '=', 'change.thing_id').on('change.kind', '=', 'team'))
    .select(['ordinal', 'kind', 'thing_id as thingId', 'action', 'redacted', 'before', 'after'])
    .select((is) => is.fn.coalesce('account.name', 'team.name').as('name'))
    .where('change_set_id', '=', set)
    .$if(page.kind !== undefined, (query) => query.where('kind', '=', page.kind!))
    .orderBy('ordinal')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
  const briefs = await loadBriefs(
    db,
    rows.filter((row) => !elsewhere.has(row.kind)).map((row) => row.thingId),
    'desk',
  );
  const about = await aboutProposals(db, rows);
  const states = await statesAround(
    db,
    set,
    rows.filter((row) => isRestorable(row.kind)).map((row) => row.thingId),
  );
  return rows.map((row) => {
    const around = row.redacted || elsewhere.has(row.kind) ? undefined : states.get(row.thingId);
    const other =
      around && row.action !== 'created'
        ? {
            before: fieldsOutsideState(around.after ?? around.before, row.before),
            after: fieldsOutsideState(around.after ?? around.before, row.after),
          }
        : null;
    const said = around
      ? {
          before: around.before && { ...around.before, ...other?.before },
          after: around.after && { ...around.after, ...other?.after },
        }
      : {};
    return {
      ...row,
      ...said,
      name: row.name ?? undefined,
      about: row.kind === 'proposal' ? about.get(row.thingId) : undefined,
      thing: elsewhere.has(row.kind) ? null : (briefs.get(row.thingId) ?? null),
    };
  });
}

/**
 * The states of items before and after a change set, calculated backwards from the current states. States that were
 * redacted or sealed are left out.
 */
async function statesAround(
  db: Reader,
  set: number,
  ids: readonly number[],
): Promise<Map<number, { before: State | null; after: State | null }>> {
  const around = new Map<number, { before: State | null; after: State | null }>();
  if (ids.length === 0) return around;
  const now = await readStates(db, ids);
  const { rows } = await sql<Past & { thing_id: number; change_set_id: number }>`
    select c.thing_id, c.change_set_id, c.action, c.before, c.redacted from change c join thing t on t.id = c.thing_id and t.kind = c.kind
    where c.thing_id = any(${[...new Set(ids)]}::bigint[]) and c.change_set_id >= ${set} order by c.change_set_id desc, c.ordinal desc`.execute(
    db,
  );
  const past = new Map<number, (Past & { change_set_id: number })[]>();
  for (const row of rows)
    past.set(Number(row.thing_id), [
      ...(past.get(Number(row.thing_id)) ?? []),
      { ...row, change_set_id: Number(row.change_set_id) },
    ]);
  for (const [id, changes] of past) {
    const after = beforeAll(
      now.get(id) ?? null,
      changes.filter((change) => change.change_set_id > set),
    );
    if ('barrier' in after) continue;
    const before = beforeAll(
      after.state,
      changes.filter((change) => change.change_set_id === set),
    );
    if (!('barrier' in before)) around.set(id, { before: before.state, after: after.state });
  }
  return around;
}

type FirstThing = Pick<ChangedThing, 'kind' | 'action' | 'thing' | 'name' | 'about'>;

/** The first items of some change sets, by change set. */
export async function firstThings(
  db: Reader,
  sets: readonly number[],
  count: number,
): Promise<Map<number, FirstThing[]>> {
  if (sets.length === 0) return new Map();
  const { rows } = await sql<{ set: number; kind: string; action: string; thingId: number; name: string | null }>`
    select s.id as set, c.kind, c.action, c.thing_id as "thingId", coalesce(a.name, m.name) as name from unnest(${[...sets]}::bigint[]) as s(id)
    cross join lateral (select kind, action, thing_id, ordinal from change where change_set_id = s.id order by ordinal limit ${count}) c
    left join account a on c.kind = 'account' and a.id = c.thing_id
    left join team m on c.kind = 'team' and m.id = c.thing_id order by s.id, c.ordinal`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.filter((row) => !elsewhere.has(row.kind)).map((row) => Number(row.thingId)),
    'desk',
  );
  const about = await aboutProposals(db, rows);
  const first = new Map<number, FirstThing[]>();
  for (const row of rows) {
    const things = first.get(Number(row.set)) ?? [];
    things.push({
      kind: row.kind,
      action: row.action,
      name: row.name ?? undefined,
      about: row.kind === 'proposal' ? about.get(Number(row.thingId)) : undefined,
      thing: elsewhere.has(row.kind) ? null : (briefs.get(Number(row.thingId)) ?? null),
    });
    first.set(Number(row.set), things);
  }
  return first;
}
