import { sql } from 'kysely';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { accountOf, type Principal } from '../../../platform/operation.ts';
import type { Act, ListKind } from '../declare.ts';

/** The maximum number of items of a selection. */
export const maxSelected = 5_000;
/** A selection is deleted after this many days. Then its action can no longer be undone. */
export const selectionDays = 7;

/**
 * The result of an action on a selection. `done`: the ids of changed items. `stays`: the ids of skipped items, by
 * reason.
 */
export type Outcome = {
  act: Act;
  done: number[];
  stays: Partial<Record<StayReason, number[]>>;
  /** The previous tags or assignments of items, for actions that cannot be undone from the history. */
  before?: { id: number; was: unknown; now: unknown }[];
  /** Whether the action was undone. `left`: the ids of items that the undo skipped. */
  undone?: boolean;
  left?: number[];
};

/** Why an action skips an item. */
export const stayReasons = [
  'changed',
  'assigned',
  'withdrawn',
  'sealed',
  'limited',
  'already',
  'imported',
  'person',
  'desk-value',
  'valued',
  'editor',
] as const;
export type StayReason = (typeof stayReasons)[number];

export type Selection = {
  key: string;
  list: ListKind;
  query: string;
  /** Whether all matching items were selected, not single ones. */
  whole: boolean;
  at: Date;
  /** The versions of the items when they were selected, by id. */
  versions: Map<number, number>;
  /** The accounts to which the items were assigned then, by the item's id; null if an item was not assigned. */
  holders: Map<number, number | null>;
  outcome: Outcome | null;
};

/**
 * A selection of this person. With `lock`, its row is locked until the transaction ends.
 * @throws AppError `not_found` if no selection has this key, or if it belongs to someone else
 */
export async function findSelection(
  db: Reader | Tx,
  key: string,
  principal: Principal,
  lock = false,
): Promise<Selection> {
  if (!/^[0-9a-f-]{36}$/.test(key)) throw new AppError('not_found');
  const { rows } = await sql<{
    key: string;
    list: ListKind;
    query: string;
    whole: boolean;
    at: Date;
    things: number[];
    versions: number[];
    holders: number[];
    outcome: Outcome | null;
  }>`
    select key, list, query, whole, at, things, versions, holders, outcome from selection
    where key = ${key} and account_id = ${accountOf(principal)} ${lock ? sql`for update` : sql``}`.execute(db);
  const [row] = rows;
  if (!row) throw new AppError('not_found');
  const { things, versions, holders, ...rest } = row;
  return {
    ...rest,
    versions: new Map(things.map((id, place) => [Number(id), versions[place]!])),
    holders: new Map(things.map((id, place) => [Number(id), Number(holders[place]) || null])),
  };
}

/**
 * Stores the result of an action. A selection allows only one action, so a form that is submitted twice takes effect
 * only once.
 */
export async function storeOutcome(tx: Tx, key: string, outcome: Outcome): Promise<void> {
  await sql`update selection set outcome = ${JSON.stringify(outcome)}::jsonb where key = ${key}`.execute(tx);
}
