import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { beforeAll, fieldsOutsideState, type Past } from '../roll-back.ts';
import { isRestorable } from '../restore.ts';
import { isSame, readStates, type State } from '../states.ts';
import { isKind, kindOf } from '../../kinds/registry.ts';
import type { ThingKind } from '../../tables.ts';
import { dependentsOf } from './dependents.ts';
import type { Ground } from './tables.ts';
import { setsOf, type Target, type TargetRow } from './target.ts';

/** What an undo does with one item. */
export type UndoStep = { thingId: number; kind: ThingKind } & (
  | { how: 'withdraw' }
  | {
      how: 'restore';
      state: State;
      /**
       * The field to restore, if no other field differs. All items with the same field are then changed together. Null
       * if more fields differ: then the earlier state of this item is restored on its own.
       */
      only: 'withdrawn' | 'visibility' | null;
    }
);
export type Skip = {
  thingId: number;
  kind: string;
  ground: Ground;
  /** For the ground `rested`: the id of one of the items that depend on this item. */ by?: number;
};
export type Plan = { steps: UndoStep[]; skips: Skip[] };

/** Whether an undo can change items of this kind. It cannot change accounts, teams and settings. */
export const canBeUndone = (kind: string): boolean => isKind(kind) && kindOf(kind).undo !== 'nothing';

/** `own`: the change is part of the target of the undo. */
type ItemChange = Past & { set: number; ordinal: number; own: boolean; after: unknown };

/**
 * Plans how to undo some changes of its target (a change set or a batch), item by item. If the target contains several
 * changes of an item, the item is planned once, with the part that contains the newest of these changes.
 *
 * Items that someone has changed since are left unchanged, unless that later change was reversed. A created item is
 * also left unchanged if another item depends on it and the undo neither withdraws nor restores that other item.
 * @param rows the changes of the current part of the undo
 * @param kept the ids of the items that earlier parts of this undo have left unchanged
 */
export async function planUndo(
  db: Reader,
  target: Target,
  rows: readonly TargetRow[],
  kept: ReadonlySet<number>,
): Promise<Plan> {
  const plan: Plan = { steps: [], skips: [] };
  const things = new Map<number, TargetRow>();
  const skip = (row: TargetRow, ground: Ground, by?: number): void =>
    void plan.skips.push({ thingId: row.thingId, kind: row.kind, ground, ...(by !== undefined && { by }) });
  for (const row of rows)
    if (!canBeUndone(row.kind)) skip(row, 'elsewhere');
    else if (!things.has(row.thingId)) things.set(row.thingId, row);
  const ids = [...things.keys()];
  const sets = await setsOf(db, target);
  const changes = await changesSinceTarget(db, sets, things);
  const found = await db
    .selectFrom('thing')
    .select(['id', 'kind', 'redacted_at', 'visibility', 'withdrawn_at'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .execute();
  const known = new Map(found.map((thing) => [thing.id, thing]));

  const withdrawn: TargetRow[] = [];
  const compared: { row: TargetRow; changes: readonly ItemChange[]; created: boolean }[] = [];
  for (const row of things.values()) {
    const thing = known.get(row.thingId);
    const all = changes.get(row.thingId) ?? [];
    const own = all.filter((change) => change.own);
    // Skips items that no longer exist, and items that were planned in an earlier part, with a newer change.
    if (!thing || own[0]?.set !== row.set || own[0].ordinal !== row.ordinal) continue;
    if (thing.redacted_at) skip(row, 'erased');
    else if (kindOf(row.kind).undo === 'article') skip(row, 'article');
    else if (thing.visibility === 'sealed' || own.some((change) => change.action === 'sealed')) skip(row, 'sealed');
    else if (own.some((change) => change.action === 'redacted')) skip(row, 'erased');
    else {
      const created = own.some((change) => change.action === 'created');
      const later = all.some(
        (change) => !change.own && change.action !== 'opened' && !(created && change.action === 'redacted'),
      );
      if (created && thing.withdrawn_at && !later) continue;
      if (created && !later) withdrawn.push(row);
      else compared.push({ row, changes: all, created });
    }
  }
  await compare(db, compared, {
    withdraw: (row) => void withdrawn.push(row),
    restore: (step) => void plan.steps.push(step),
    skip,
  });
  const staying = new Set([...kept, ...plan.skips.map((one) => one.thingId)]);
  const goingBack = new Set(plan.steps.map((step) => step.thingId));
  await planWithdrawals(
    db,
    sets,
    withdrawn,
    { staying, goingBack },
    {
      withdraw: (row) => void plan.steps.push({ thingId: row.thingId, kind: row.kind as ThingKind, how: 'withdraw' }),
      skip,
    },
  );
  return plan;
}

/** For each item, its changes since its first change in the target, including changes by others; newest first. */
async function changesSinceTarget(
  db: Reader,
  sets: ReadonlySet<number>,
  things: ReadonlyMap<number, TargetRow>,
): Promise<Map<number, ItemChange[]>> {
  const first = Math.min(...sets);
  // The "offset 0" in the subqueries makes PostgreSQL look up each item in an index, instead of reading whole tables.
  const { rows } = await sql<ItemChange & { thing_id: number; kind: string }>`
    select c.thing_id, c.kind, c.change_set_id as set, c.ordinal, c.action, c.redacted, c.before, c.after
    from unnest(${[...things.keys()]}::bigint[]) as w(id)
    cross join lateral (
      select thing_id, kind, change_set_id, ordinal, action, redacted, case when action = 'created' then null else before end as before,
        case when action = 'changed' then after end as after
      from change where thing_id = w.id and change_set_id >= ${first} offset 0
    ) c`.execute(db);
  const changes = new Map<number, ItemChange[]>();
  for (const { thing_id, kind, ...row } of rows) {
    const id = Number(thing_id);
    // Accounts and drafts have their own ids, which can equal the ids of items.
    if (kind !== things.get(id)!.kind) continue;
    const set = Number(row.set);
    const all = changes.get(id) ?? [];
    all.push({ ...row, set, own: sets.has(set) });
    changes.set(id, all);
  }
  for (const all of changes.values()) {
    all.sort((a, b) => b.set - a.set || b.ordinal - a.ordinal);
    // Changes from before the target's first change do not matter.
    all.splice(all.findLastIndex((change) => change.own) + 1);
  }
  return changes;
}

type Planner = {
  withdraw(row: TargetRow): void;
  restore(step: UndoStep): void;
  skip(row: TargetRow, ground: Ground, by?: number): void;
};

/**
 * Plans the items whose current and earlier states must be compared: items that the target changed, and items that the
 * target created and others have changed since.
 */
async function compare(
  db: Reader,
  things: readonly { row: TargetRow; changes: readonly ItemChange[]; created: boolean }[],
  planner: Planner,
): Promise<void> {
  const states = await readStates(
    db,
    things.map(({ row }) => row.thingId),
  );
  for (const { row, changes, created } of things) {
    const now = states.get(row.thingId)!;
    const kind = row.kind as ThingKind;
    const lastOwn = changes.findIndex((change) => change.own);
    const firstOwn = changes.findLastIndex((change) => change.own);
    const between = changes.slice(lastOwn, firstOwn).some((change) => !change.own && change.action !== 'opened');
    const after = beforeAll(now, changes.slice(0, lastOwn));
    const isUnchangedSince = 'barrier' in after ? null : isSame(after.state, now);
    if (created) {
      // The item differs from its created state only in that it is already withdrawn, so there is nothing to undo.
      if (
        now.withdrawn &&
        !between &&
        !('barrier' in after) &&
        after.state &&
        isSame({ ...now, ...checkless }, { ...after.state, withdrawn: now.withdrawn, ...checkless })
      )
        continue;
      if (isUnchangedSince && !between) planner.withdraw(row);
      else planner.skip(row, 'barrier' in after ? (after.barrier === 'sealed' ? 'sealed' : 'erased') : 'later');
      continue;
    }
    const before = beforeAll(now, changes);
    if ('barrier' in before) {
      planner.skip(row, before.barrier === 'sealed' ? 'sealed' : 'erased');
      continue;
    }
    if (!before.state || isSame(before.state, now)) {
      if (
        changes.some(
          (change) =>
            change.own && change.action === 'changed' && Object.keys(fieldsOutsideState(now, change.after)).length > 0,
        )
      )
        planner.skip(row, 'besides');
      continue;
    }
    if (!isRestorable(kind) && kindOf(kind).undo !== 'access') continue;
    if (!isUnchangedSince || between) {
      planner.skip(row, 'later');
      continue;
    }
    planner.restore({
      thingId: row.thingId,
      kind,
      how: 'restore',
      state: before.state,
      only: onlyIn(now, before.state),
    });
  }
}

/**
 * Overwrites the fields of a claim's check before two states are compared. The comparison ignores the check, because a
 * withdrawal changes it, too.
 */
const checkless = { state: null, checked_by: null, checked_at: null };

function onlyIn(now: State, state: State): 'withdrawn' | 'visibility' | null {
  const rest = { withdrawn: null, visibility: '' };
  if (!isSame({ ...now, ...checkless, ...rest }, { ...state, ...checkless, ...rest })) return null;
  if (now.withdrawn && !state.withdrawn && now.visibility === state.visibility) return 'withdrawn';
  const checked = isSame(
    [now.state, now.checked_by, now.checked_at],
    [state.state, state.checked_by, state.checked_at],
  );
  return isSame(now.withdrawn, state.withdrawn) && checked ? 'visibility' : null;
}

/**
 * Plans to withdraw created items, except items on which a remaining item depends. Goes from the newest item to the
 * oldest, because an item can depend only on older ones.
 */
async function planWithdrawals(
  db: Reader,
  sets: ReadonlySet<number>,
  rows: readonly TargetRow[],
  others: { staying: ReadonlySet<number>; goingBack: ReadonlySet<number> },
  planner: Omit<Planner, 'restore'>,
): Promise<void> {
  const holders = new Map<number, { owner: number; own: boolean }[]>();
  for (const { owner, target: on, own } of await dependentsOf(db, rows, sets))
    holders.set(on, [...(holders.get(on) ?? []), { owner, own }]);
  const left = new Set<number>();
  for (const row of rows.toSorted((a, b) => b.set - a.set || b.ordinal - a.ordinal)) {
    const holder = (holders.get(row.thingId) ?? []).find(
      ({ owner, own }) => !others.goingBack.has(owner) && (!own || others.staying.has(owner) || left.has(owner)),
    );
    if (!holder) planner.withdraw(row);
    else {
      left.add(row.thingId);
      planner.skip(row, 'rested', holder.owner);
    }
  }
}
