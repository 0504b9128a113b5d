import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { beforeAll, fieldsOutsideState, type Barrier, type Past } from '../history/roll-back.ts';
import { isRestorable } from '../history/restore.ts';
import { readStates, type State } from '../history/states.ts';
import type { ThingKind } from '../tables.ts';

/**
 * The state of an item at some time. Null if the item did not exist; a `Barrier` if the state cannot be read. For kinds
 * whose earlier states cannot be restored (pages, articles), it is the state that the change stored.
 */
export type Moment = State | null | Barrier;

/** One change of an item, with its state before and after. Only the desk sees histories. */
export type HistoryEntry = {
  changeSetId: number;
  at: Date;
  by: string | null;
  accountId: number | null;
  via: string;
  operation: string;
  why: string | null;
  batch: string | null;
  /** The actions of the change set, in order. */
  actions: string[];
  /**
   * The state before the change. Null if the item did not exist yet; a `Barrier` if the state was redacted or sealed
   * later.
   */
  before: Moment;
  after: Moment;
  /** The fields that the change stored in addition to the item's state. */
  besides: { before: Record<string, unknown>; after: Record<string, unknown> };
  /**
   * If this change restored an earlier state: the id of the change set that had produced this state. Otherwise null.
   */
  setBackTo: number | null;
};

/** The maximum number of changes that are read. No real item has as many. Older changes are not shown. */
const maxEntries = 5_000;

/**
 * The history of an item, newest first. States are calculated backwards from the current one. `from`: the number of
 * newest entries to skip.
 */
export async function loadHistory(
  db: Reader,
  thing: { id: number; kind: ThingKind },
  options: { from?: number; limit?: number } = {},
): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('change')
    .innerJoin('change_set', 'change_set.id', 'change.change_set_id')
    .leftJoin('account', 'account.id', 'change_set.account_id')
    .select([
      'change_set.id as set',
      'change_set.at',
      'account.name as by',
      'change_set.account_id',
      'change_set.via',
      'change_set.operation',
      'change_set.why',
      'change_set.batch_id',
      'change.action',
      'change.before',
      'change.after',
      'change.redacted',
      sql<number | null>`(change.after ->> 'set_back_to')::bigint`.as('set_back_to'),
    ])
    .where('change.thing_id', '=', thing.id)
    .where('change.kind', '=', thing.kind)
    .orderBy('change.change_set_id', 'desc')
    .orderBy('change.ordinal', 'desc')
    .limit(maxEntries)
    .execute();
  const kept = !isRestorable(thing.kind);
  const current = (await readStates(db, [thing.id])).get(thing.id) ?? null;
  let now: Moment = current;
  const entries: HistoryEntry[] = [];
  for (const row of rows) {
    const last = entries.at(-1);
    const earlier: Moment = kept
      ? recorded(row.before, row.redacted)
      : typeof now === 'string' && row.action !== 'created'
        ? now
        : earlierThan(typeof now === 'string' ? null : now, row);
    const other =
      kept || row.action === 'created'
        ? { before: {}, after: {} }
        : { before: fieldsOutsideState(current, row.before), after: fieldsOutsideState(current, row.after) };
    if (last?.changeSetId === row.set) {
      last.actions.unshift(row.action);
      last.before = earlier;
      last.besides = {
        before: { ...last.besides.before, ...other.before },
        after: { ...other.after, ...last.besides.after },
      };
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
        after: kept ? recorded(row.after, row.redacted) : now,
        besides: other,
        setBackTo: row.set_back_to === null ? null : Number(row.set_back_to),
      });
    now = earlier;
  }
  const from = options.from ?? 0;
  return entries.slice(from, from + (options.limit ?? 100));
}

const recorded = (part: unknown, redacted: boolean): Moment =>
  redacted ? 'redacted' : ((part ?? null) as State | null);

function earlierThan(now: State | null, past: Past): Moment {
  const earlier = beforeAll(now, [past]);
  return 'barrier' in earlier ? earlier.barrier : earlier.state;
}
