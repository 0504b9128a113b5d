import './tables.ts';
import { sql } from 'kysely';
import { isEditor } from '../accounts/tables.ts';
import type { Reader } from '../platform/database/tx.ts';
import type { Principal } from '../platform/operation.ts';
import type { ReviewState } from '../publishing/review/tables.ts';
import { inOrder, seesAllItems } from '../record/proposals/list.ts';
import { loadBriefs, type Brief } from '../record/views/briefs.ts';
import type { ItemColumn } from './item.ts';
import type { NoticeKind, Priority } from './tables.ts';

/** A person at the desk, with the roles that decide whether they may publish. */
export type Who = Pick<Principal, 'accountId' | 'roles' | 'cannotPublish'>;

/** Each list on the first page of the desk has at most this many lines. */
export const maxLines = 20;

/** An article in review. `by`: the person who submitted it or, for a returned article, who returned it. */
export type Reviewed = {
  number: number;
  headline: string;
  state: ReviewState;
  reason: string | null;
  by: string | null;
  at: Date;
};

type Listed<T> = { count: number; rows: T[] };

const reviewed = async (db: Reader, condition: ReturnType<typeof sql>): Promise<Listed<Reviewed>> => {
  const { rows } = await sql<Reviewed & { count: number }>`
    select t.number::int as number, v.headline, r.state, r.reason, r.at, a.name as by, count(*) over ()::int as count
    from review r join thing t on t.id = r.document_id join document d on d.id = t.id join revision v on v.id = d.revision_id
    join revision s on s.id = r.revision_id
    left join account a on a.id = r.by_account
    where t.withdrawn_at is null and t.redacted_at is null and ${condition}
    order by r.at, t.id limit ${maxLines}`.execute(db);
  return { count: rows[0]?.count ?? 0, rows };
};

const author = sql`coalesce(r.submitted_by, s.by_account)`;

/** SQL for reviews (`r`) that need this editor: someone else submitted the text, or it was not published on time. */
export const needsEditor = (editor: number | null) =>
  sql`(r.state = 'failed' or (r.state = 'in-review' and r.submitted_by is distinct from ${editor}))`;

/** The reviews that need this person; empty if the person is not an editor. */
export const reviewsFor = async (db: Reader, who: Who): Promise<Listed<Reviewed>> =>
  isEditor(who) ? reviewed(db, needsEditor(who.accountId)) : { count: 0, rows: [] };

/** The articles that the person submitted: returned articles with the reason, articles in review, approved articles. */
export const submittedBy = (db: Reader, who: Who): Promise<Listed<Reviewed>> =>
  reviewed(db, sql`${author} = ${who.accountId} and r.state in ('sent-back', 'in-review', 'approved')`);

/** The item of an assignment or a notice. */
export type Item =
  | { kind: 'thing'; brief: Brief }
  | { kind: 'draft'; id: number; title: string }
  | { kind: 'proposal'; id: number; state: string; reason: string; things: Brief | null };

type ItemRow = { [Column in ItemColumn]: number | null };

/** SQL for whether the person sees the item of a row. Checks only proposals: row-level security hides other items. */
const isVisible = sql`(x.proposal_id is null or exists (select from proposal p where p.id = x.proposal_id and ${seesAllItems}))`;

async function itemsOf(db: Reader, rows: readonly ItemRow[]): Promise<(row: ItemRow) => Item | null> {
  const of = (column: ItemColumn): number[] =>
    rows.flatMap((row) => (row[column] === null ? [] : [Number(row[column])]));
  const drafts = of('draft_id');
  const proposals = of('proposal_id');
  const titles = new Map(
    drafts.length
      ? (await db.selectFrom('draft').select(['id', 'title']).where('id', 'in', drafts).execute()).map(
          (row) => [Number(row.id), row.title] as const,
        )
      : [],
  );
  const proposed = proposals.length ? await proposalsOf(db, proposals) : [];
  const briefs = await loadBriefs(
    db,
    [...of('thing_id'), ...proposed.flatMap(({ first }) => (first === null ? [] : [Number(first)]))],
    'desk',
  );
  return (row) => {
    if (row.thing_id !== null) {
      const brief = briefs.get(Number(row.thing_id));
      return brief && !brief.withdrawn ? { kind: 'thing', brief } : null;
    }
    if (row.draft_id !== null) {
      const title = titles.get(Number(row.draft_id));
      return title === undefined ? null : { kind: 'draft', id: Number(row.draft_id), title };
    }
    const one = proposed.find(({ id }) => Number(id) === Number(row.proposal_id));
    if (!one) return null;
    const things = one.first === null ? null : (briefs.get(Number(one.first)) ?? null);
    return { kind: 'proposal', id: Number(one.id), state: one.state, reason: one.reason, things };
  };
}

type Proposed = { id: number; state: string; reason: string; first: number | null };

/** Proposals, each with the first item that it changes, if possible a case. */
const proposalsOf = async (db: Reader, ids: readonly number[]): Promise<Proposed[]> =>
  (
    await sql<Proposed>`
      select p.id, p.state, p.reason, (
        select t.id from proposal_thing s join thing t on t.id = s.thing_id where s.proposal_id = p.id and s.changes
        order by ${inOrder} limit 1) as first
      from proposal p where p.id = any(${[...ids]}::bigint[]) and ${seesAllItems}`.execute(db)
  ).rows;

/** An assignment: the account, its name, the due date and the priority. */
export type Assignment = { to: number; name: string; due: string | null; priority: Priority };
export type Assigned = Assignment & { item: Item };

const open = sql`
  (x.thing_id is null or exists (select from thing t where t.id = x.thing_id and t.withdrawn_at is null and t.redacted_at is null))
  and (x.draft_id is null or exists (select from draft d where d.id = x.draft_id and d.state = 'open'))
  and (x.proposal_id is null or exists (select from proposal p where p.id = x.proposal_id and p.state = 'open' and ${seesAllItems}))`;

/** Assigned items that are not done, sorted by due date, then by priority. `to`: only those of this account. */
export async function loadAssigned(
  db: Reader,
  { to, limit }: { to?: number; limit: number },
): Promise<Listed<Assigned>> {
  const { rows } = await sql<ItemRow & Assignment & { count: number }>`
    select x.thing_id, x.draft_id, x.proposal_id, x.account_id as to, a.name, x.due, x.priority, count(*) over ()::int as count
    from assignment x join account a on a.id = x.account_id
    where ${to === undefined ? sql`true` : sql`x.account_id = ${to}`} and ${open}
    order by x.due nulls last, array_position(array['high', 'normal', 'low'], x.priority), x.at, x.id limit ${limit}`.execute(
    db,
  );
  const find = await itemsOf(db, rows);
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.flatMap((row) => {
      const item = find(row);
      const { name, due, priority } = row;
      return item ? [{ item, to: Number(row.to), name, due, priority }] : [];
    }),
  };
}

/** The assignments of items that are not done, by the item's id. */
export async function assignmentsOf(
  db: Reader,
  column: ItemColumn,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Assignment>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Assignment & { id: number }>`
    select ${sql.ref(`x.${column}`)} as id, x.account_id as to, a.name, x.due, x.priority
    from assignment x join account a on a.id = x.account_id
    where ${sql.ref(`x.${column}`)} = any(${[...ids]}::bigint[]) and ${open}`.execute(db);
  return new Map(rows.map(({ id, to, ...row }) => [Number(id), { to: Number(to), ...row }]));
}

/** The accounts to which cases, sources or articles are assigned, by the id of the item. */
export async function holdersOf(db: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ id: number; account: number }>`
    select thing_id::int as id, account_id::int as account from assignment where thing_id = any(${[...ids]}::bigint[])`.execute(
    db,
  );
  return new Map(rows.map(({ id, account }) => [id, account]));
}

/** A change of an item's assignment. `to`: null if the assignment ended. `by`: null if the account is closed. */
export type AssignmentChange = {
  to: string | null;
  due: string | null;
  priority: Priority;
  by: string | null;
  at: Date;
};

/**
 * The changes of an item's assignment in the last year, the latest first. If there are more than `limit`, the result
 * has one more than `limit`.
 */
export async function loadAssignmentChanges(db: Reader, thing: number, limit: number): Promise<AssignmentChange[]> {
  const { rows } = await sql<AssignmentChange>`
    select a.name as to, c.due, c.priority, b.name as by, c.at from assignment_change c
    left join account a on a.id = c.account_id left join account b on b.id = c.by_account
    where c.thing_id = ${thing} order by c.id desc limit ${limit + 1}`.execute(db);
  return rows;
}

export type Notice = {
  id: number;
  kind: NoticeKind;
  item: Item;
  /** The number of the comment with a mention. */
  comment: number | null;
  by: string | null;
  at: Date;
};

/** The unread notices of a person, the latest first. */
export async function loadNotices(
  db: Reader,
  account: number,
  {
    kinds,
    limit,
    seen = false,
  }: { kinds: readonly NoticeKind[]; limit: number; /** Includes read notices. */ seen?: boolean },
): Promise<Listed<Notice>> {
  const { rows } = await sql<
    ItemRow & { id: number; kind: NoticeKind; comment: number | null; by: string | null; at: Date; count: number }
  >`select x.id, x.kind, x.thing_id, x.draft_id, x.proposal_id, x.comment_id as comment, a.name as by, x.at, count(*) over ()::int as count
    from notice x left join account a on a.id = x.by_account
    where x.account_id = ${account} and ${seen ? sql`true` : sql`x.seen_at is null`} and x.kind = any(${[...kinds]}::text[]) and ${isVisible}
    and (x.thing_id is null or exists (select from thing t where t.id = x.thing_id and t.withdrawn_at is null and t.redacted_at is null))
    order by x.at desc, x.id desc limit ${limit}`.execute(db);
  const find = await itemsOf(db, rows);
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.flatMap((row) => {
      const item = find(row);
      if (!item) return [];
      const comment = row.comment === null ? null : Number(row.comment);
      return [{ id: Number(row.id), kind: row.kind, item, comment, by: row.by, at: row.at }];
    }),
  };
}

/** Whether someone follows an item. */
export const follows = async (db: Reader, account: number, thing: number): Promise<boolean> =>
  (await db
    .selectFrom('follow')
    .select('thing_id')
    .where('account_id', '=', account)
    .where('thing_id', '=', thing)
    .executeTakeFirst()) !== undefined;

/** The ids of the cases that someone follows or that are assigned to them. For a merged case, the canonical case. */
export async function ownCases(db: Reader, account: number): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ id: number }>`
    select t.canonical_id as id from thing t where t.kind = 'case' and t.id in (
      select thing_id from follow where account_id = ${account} union select thing_id from assignment where account_id = ${account})`.execute(
    db,
  );
  return new Set(rows.map((row) => Number(row.id)));
}

/** An item by its column and id; null if the person does not see it. */
export async function loadItem(db: Reader, { column, id }: { column: ItemColumn; id: number }): Promise<Item | null> {
  const row = { thing_id: null, draft_id: null, proposal_id: null, [column]: id };
  return (await itemsOf(db, [row]))(row);
}
