import './tables.ts';
import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../platform/database/tx.ts';
import type { Assignment } from './load-work.ts';

/**
 * Lists of drafts. An open draft has at most one holder: the person to whom it is assigned, or else the person who
 * worked on it last. `free`: open drafts without a holder. `own`: open drafts whose holder is this person. `begun`:
 * open drafts on which this person worked last, and which are assigned to no one. `open`, `filed`: all drafts in this
 * state.
 */
export const draftLists = ['free', 'own', 'open', 'filed', 'begun'] as const;
export type DraftList = (typeof draftLists)[number];

export type DraftLine = {
  id: number;
  title: string;
  url: string | null;
  undecided: number;
  addedBy: string | null;
  addedAt: Date;
  changedAt: Date;
  /** The person to whom the draft is assigned. */ assigned: Assignment | null;
  /** The person who worked on the draft last, unless the account is closed. */ begunBy: string | null;
};

const holder = sql`coalesce(x.account_id, b.id)`;
/** Version 1 of a draft is by Kronika itself, so no person has worked on it. */
const from = sql`draft d
  left join assignment x on x.draft_id = d.id
  left join account a on a.id = x.account_id
  left join account b on b.id = d.changed_by and d.version > 1 and b.disabled_at is null
  left join account n on n.id = d.created_by
  join capture c on c.id = d.capture_id`;

const isIn = (list: DraftList, account: number) =>
  ({
    free: sql`d.state = 'open' and ${holder} is null`,
    own: sql`d.state = 'open' and ${holder} = ${account}`,
    begun: sql`d.state = 'open' and x.account_id is null and b.id = ${account}`,
    open: sql`d.state = 'open'`,
    filed: sql`d.state = 'filed'`,
  })[list];

/**
 * Drafts of one list, sorted by due date, then by priority, then by age (the oldest first). The lists `open` and
 * `filed` have the latest change first. If there are more than `limit` drafts, the result has one more than `limit`.
 */
export async function listDrafts(
  db: Reader,
  account: number,
  { list, limit, offset = 0 }: { list: DraftList; limit: number; offset?: number },
): Promise<DraftLine[]> {
  const latest = list === 'open' || list === 'filed';
  return linesOf(
    db,
    sql`${isIn(list, account)} order by ${
      latest
        ? sql`d.changed_at desc, d.id desc`
        : sql`x.due nulls last, array_position(array['high', 'normal', 'low'], coalesce(x.priority, 'normal')), d.created_at, d.id`
    } limit ${limit + 1} offset ${offset}`,
  );
}

/** Drafts by their ids, in any list. Drafts that the person does not see are left out. */
export const findDrafts = async (db: Reader, ids: readonly number[]): Promise<DraftLine[]> =>
  ids.length ? linesOf(db, sql`d.id = any(${[...ids]}::bigint[]) order by d.id`) : [];

async function linesOf(db: Reader, which: RawBuilder<unknown>): Promise<DraftLine[]> {
  const { rows } = await sql<
    Omit<DraftLine, 'assigned'> & { to: number | null; name: string | null } & Pick<Assignment, 'due' | 'priority'>
  >`
    select d.id, d.title, coalesce(c.final_url, c.requested_url) as url, d.undecided, n.name as "addedBy",
      d.created_at as "addedAt", d.changed_at as "changedAt", x.account_id as to, a.name, x.due, x.priority, b.name as "begunBy"
    from ${from} where ${which}`.execute(db);
  return rows.map(({ to, name, due, priority, ...row }) => ({
    ...row,
    id: Number(row.id),
    addedAt: new Date(row.addedAt),
    changedAt: new Date(row.changedAt),
    assigned: to === null ? null : { to: Number(to), name: name!, due, priority },
  }));
}

/** The number of drafts in each list. */
export async function countDrafts(db: Reader, account: number): Promise<Record<DraftList, number>> {
  const { rows } = await sql<Record<DraftList, number>>`
    select ${sql.join(draftLists.map((list) => sql`(count(*) filter (where ${isIn(list, account)}))::int as ${sql.ref(list)}`))}
    from ${from}`.execute(db);
  return rows[0]!;
}
