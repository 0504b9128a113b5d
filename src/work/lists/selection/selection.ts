import { sql } from 'kysely';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { accountOf, type Principal } from '../../../platform/operation.ts';
import type { Act, ListKind } from '../declare.ts';

/** The most items that one selection has. */
export const mostSelected = 5_000;
/** Days after which a selection is deleted, and can no longer be undone. */
export const selectionDays = 7;

/** What an act on a selection did. `stays`: the ids of items that it left as they were, by reason. */
export type Outcome = {
  act: Act;
  done: number[];
  stays: Partial<Record<Staying, number[]>>;
  /** What items had before, for acts that the history does not undo: tags, and who was responsible. */
  before?: { id: number; was: unknown; now: unknown }[];
  /** Whether the act was undone. `left`: the ids of items that the undo left as they were. */
  undone?: boolean;
  left?: number[];
};

/** Why an act leaves an item as it is. */
export const stayings = [
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
export type Staying = (typeof stayings)[number];

export type Selection = {
  key: string;
  list: ListKind;
  query: string;
  /** Whether all matching items were selected, not single ones. */
  whole: boolean;
  at: Date;
  /** The versions of the items when they were selected, by id. */
  versions: Map<number, number>;
  /** Who was responsible for the items then, by id; null if nobody was. */
  holders: Map<number, number | null>;
  outcome: Outcome | null;
};

/**
 * A selection of the person. In a transaction, it is locked until the end.
 * @throws AppError `not_found` if there is none with this key, or if it belongs to someone else
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

/** Stores what an act did. A selection serves for one act, so that a form that is sent twice does nothing twice. */
export async function storeOutcome(tx: Tx, key: string, outcome: Outcome): Promise<void> {
  await sql`update selection set outcome = ${JSON.stringify(outcome)}::jsonb where key = ${key}`.execute(tx);
}
