import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { beforeAll, type Barrier, type Past } from '../history/roll-back.ts';
import { readStates, type State } from '../history/states.ts';
import type { ThingKind } from '../tables.ts';

/** One write that touched a thing, with what the thing said before and after it. Only the desk sees histories. */
export type HistoryEntry = {
  changeSetId: number;
  at: Date;
  by: string | null;
  accountId: number | null;
  via: string;
  operation: string;
  why: string | null;
  batch: string | null;
  /** What the write did, in the order in which it did it. */
  actions: string[];
  /** Null before it was made; unknown where it was erased or sealed since. */
  before: State | null | Barrier;
  after: State | null | Barrier;
  /** For one that set the thing back: to how it stood after which change set. */
  setBackTo: number | null;
};

/** What no thing changes more often than; the oldest changes beyond are not shown. */
const most = 5_000;

/**
 * The history of a thing, newest first. What it said is worked out backwards from what it says now. `from` leaves
 * out as many of the newest writes.
 */
export async function loadHistory(db: Reader, thing: { id: number; kind: ThingKind }, options: { from?: number; limit?: number } = {}): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('change')
    .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select([
      'change_set.id as set', 'change_set.at', 'account.name as by', 'change_set.account_id', 'change_set.via', 'change_set.operation', 'change_set.why', 'change_set.batch_id',
      'change.action', 'change.before', 'change.redacted', sql<number | null>`(change.after ->> 'set_back_to')::bigint`.as('set_back_to'),
    ])
    .where('change.thing_id', '=', thing.id)
    .where('change.kind', '=', thing.kind)
    .orderBy('change.change_set_id', 'desc')
    .orderBy('change.ordinal', 'desc')
    .limit(most)
    .execute();
  let now: State | null | Barrier = (await readStates(db, [thing.id])).get(thing.id) ?? null;
  const entries: HistoryEntry[] = [];
  for (const row of rows) {
    const last = entries.at(-1);
    const earlier: State | null | Barrier = typeof now === 'string' && row.action !== 'created' ? now : earlierThan(typeof now === 'string' ? null : now, row);
    if (last?.changeSetId === row.set) {
      last.actions.unshift(row.action);
      last.before = earlier;
      last.setBackTo ??= row.set_back_to === null ? null : Number(row.set_back_to);
    } else
      entries.push({
        changeSetId: row.set,
        at: row.at,
        by: row.by,
        accountId: row.account_id,
        via: row.via,
        operation: row.operation,
        why: row.why,
        batch: row.batch_id,
        actions: [row.action],
        before: earlier,
        after: now,
        setBackTo: row.set_back_to === null ? null : Number(row.set_back_to),
      });
    now = earlier;
  }
  const from = options.from ?? 0;
  return entries.slice(from, from + (options.limit ?? 100));
}

function earlierThan(now: State | null, past: Past): State | null | Barrier {
  const earlier = beforeAll(now, [past]);
  return 'barrier' in earlier ? earlier.barrier : earlier.state;
}
