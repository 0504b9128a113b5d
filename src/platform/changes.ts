import type { Tx } from './database/tx.ts';
import { insertRows } from './database/insert-rows.ts';
import { madeOnce } from './made-once.ts';
import { group } from './text/group.ts';

/**
 * One item changed by an operation. `before` and `after` are plain JSON; null if the item did not exist before, or no
 * longer exists.
 */
export type Change = {
  kind: string;
  thingId: number;
  action:
    | 'created'
    | 'changed'
    | 'removed'
    | 'merged'
    | 'withdrawn'
    | 'reinstated'
    | 'checked'
    | 'visibility'
    | 'limited'
    | 'sealed'
    | 'opened'
    | 'redacted'
    | 'published'
    | 'retracted'
    | 'taken-down'
    | 'unpublished'
    | 'restored';
  before: unknown;
  after: unknown;
  /**
   * Parts of `before` and `after` that the history does not store, such as web addresses. Only an editor who decides
   * about a proposal sees them.
   */
  unstored?: { before: Record<string, unknown>; after: Record<string, unknown> };
};

/** Kinds of change whose `thingId` is not the id of an item: accounts, for example, have their own ids. */
export const kindsWithoutItem: readonly string[] = ['account', 'team', 'setting', 'example', 'recovery', 'proposal'];

/** All changes of one operation. */
export type ChangeSet = {
  id: number;
  at: Date;
  accountId: number | null;
  via: string;
  operation: string;
  why: string | null;
  /** A UUID that change sets of one piece of work share, such as the parts of an import. */
  batch?: string | null;
  changes: readonly Change[];
};

const byKind = madeOnce((changes: readonly Change[]) => group(changes.map((change) => [change.kind, change] as const)));

/**
 * The changes of one kind. Groups each list only once: every listener calls this, and a list can have 10,000 changes.
 */
export const changesOf = (changes: readonly Change[], kind: string): readonly Change[] =>
  byKind(changes).get(kind) ?? [];

/** The ids of changed items of a kind, each once. With `actions`: only the items with a change of these actions. */
export function changedIds(
  changes: readonly Change[],
  kind: string,
  ...actions: readonly Change['action'][]
): number[] {
  const ids = new Set<number>();
  for (const change of changesOf(changes, kind))
    if (actions.length === 0 || actions.includes(change.action)) ids.add(change.thingId);
  return [...ids];
}

/** The ids of the items that were created. */
export const createdIds = madeOnce(
  (changes: readonly Change[]): ReadonlySet<number> =>
    new Set(changes.flatMap((change) => (change.action === 'created' ? [change.thingId] : []))),
);

declare module './database/tables.ts' {
  interface Tables {
    change_set: {
      id: import('kysely').Generated<number>;
      at: Date;
      account_id: number | null;
      via: string;
      operation: string;
      why: string | null;
      batch_id: string | null;
    };
    change: {
      change_set_id: number;
      ordinal: number;
      kind: string;
      thing_id: number;
      action: Change['action'];
      before: unknown;
      after: unknown;
      redacted: import('kysely').Generated<boolean>;
    };
    setting: { name: string; value: unknown };
  }
}

/** Writes a change set. Called only by `run`. */
export async function recordChanges(tx: Tx, set: Omit<ChangeSet, 'id'>): Promise<ChangeSet> {
  const { id } = await tx
    .insertInto('change_set')
    .values({
      at: set.at,
      account_id: set.accountId,
      via: set.via,
      operation: set.operation,
      why: set.why,
      batch_id: set.batch ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRows(
    tx,
    'change',
    set.changes.map((change, ordinal) => ({
      change_set_id: id,
      ordinal,
      kind: change.kind,
      thing_id: change.thingId,
      action: change.action,
      before: change.before ?? null,
      after: change.after ?? null,
    })),
  );
  return { id, ...set };
}
