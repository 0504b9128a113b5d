import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { beforeAll, besides, type Past } from '../roll-back.ts';
import { isRestorable } from '../restore.ts';
import { isSame, readStates, type State } from '../states.ts';
import { isKind, kindOf } from '../../kinds/registry.ts';
import type { ThingKind } from '../../tables.ts';
import { restingOn } from './resting.ts';
import type { Ground } from './tables.ts';
import { setsOf, type Target, type TargetRow } from './target.ts';

/** What an undo does with one item. */
export type UndoStep = { thingId: number; kind: ThingKind } & (
  | { how: 'withdraw' }
  | {
      how: 'restore';
      state: State;
      /**
       * If only one field differs, this field. Items that differ only in the same field are changed together. Null if
       * more differs: then the earlier state of the item is restored on its own.
       */
      only: 'withdrawn' | 'visibility' | null;
    }
);
export type Skip = {
  thingId: number;
  kind: string;
  ground: Ground;
  /** For the ground `rested`: the id of one of the items that depend on it. */ by?: number;
};
export type Plan = { steps: UndoStep[]; skips: Skip[] };

type Deed = Past & { set: number; ordinal: number; own: boolean; after: unknown };

/**
 * Plans, item by item, how to undo some changes of its target (a change set or a batch). An item with several changes
 * in the target is planned once, at the newest of them.
 *
 * Items that someone has changed since are left unchanged, unless that later change was reversed. An item is also left
 * unchanged if another item depends on it and the undo does not withdraw that other item.
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
    if (!isKind(row.kind) || kindOf(row.kind).undo === 'elsewhere') skip(row, 'elsewhere');
    else if (!things.has(row.thingId)) things.set(row.thingId, row);
  const ids = [...things.keys()];
  const sets = await setsOf(db, target);
  const deeds = await deedsOf(db, sets, things);
  const found = await db
    .selectFrom('thing')
    .select(['id', 'kind', 'redacted_at', 'visibility', 'withdrawn_at'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .execute();
  const known = new Map(found.map((thing) => [thing.id, thing]));

  const withdrawn: TargetRow[] = [];
  const compared: { row: TargetRow; deeds: readonly Deed[]; created: boolean }[] = [];
  for (const row of things.values()) {
    const thing = known.get(row.thingId);
    const all = deeds.get(row.thingId) ?? [];
    const own = all.filter((deed) => deed.own);
    // Skips an item that no longer exists. Also skips an item that was already planned, at a newer change of the
    // target.
    if (!thing || own[0]?.set !== row.set || own[0].ordinal !== row.ordinal) continue;
    if (thing.redacted_at) skip(row, 'erased');
    else if (kindOf(row.kind).undo === 'article') skip(row, 'article');
    else if (thing.visibility === 'sealed' || own.some((deed) => deed.action === 'sealed')) skip(row, 'sealed');
    else if (own.some((deed) => deed.action === 'redacted')) skip(row, 'erased');
    else {
      const created = own.some((deed) => deed.action === 'created');
      const later = all.some(
        (deed) => !deed.own && deed.action !== 'opened' && !(created && deed.action === 'redacted'),
      );
      if (created && thing.withdrawn_at && !later) continue;
      if (created && !later) withdrawn.push(row);
      else compared.push({ row, deeds: all, created });
    }
  }
  await compare(db, compared, {
    withdraw: (row) => void withdrawn.push(row),
    restore: (step) => void plan.steps.push(step),
    skip,
  });
  const staying = new Set([...kept, ...plan.skips.map((one) => one.thingId)]);
  const goingBack = new Set(plan.steps.map((step) => step.thingId));
  await leaveRested(
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

/** All changes of items from their first change by the target on, newest first. */
async function deedsOf(
  db: Reader,
  sets: ReadonlySet<number>,
  things: ReadonlyMap<number, TargetRow>,
): Promise<Map<number, Deed[]>> {
  const first = Math.min(...sets);
  // The "offset 0" in the subqueries makes PostgreSQL look up each item in an index, instead of reading whole tables.
  const { rows } = await sql<Deed & { thing_id: number; kind: string }>`
    select c.thing_id, c.kind, c.change_set_id as set, c.ordinal, c.action, c.redacted, c.before, c.after
    from unnest(${[...things.keys()]}::bigint[]) as w(id)
    cross join lateral (
      select thing_id, kind, change_set_id, ordinal, action, redacted, case when action = 'created' then null else before end as before,
        case when action = 'changed' then after end as after
      from change where thing_id = w.id and change_set_id >= ${first} offset 0
    ) c`.execute(db);
  const deeds = new Map<number, Deed[]>();
  for (const { thing_id, kind, ...row } of rows) {
    const id = Number(thing_id);
    // Accounts and drafts have ids of their own, which can be the same numbers.
    if (kind !== things.get(id)!.kind) continue;
    const set = Number(row.set);
    const all = deeds.get(id) ?? [];
    all.push({ ...row, set, own: sets.has(set) });
    deeds.set(id, all);
  }
  for (const all of deeds.values()) {
    all.sort((a, b) => b.set - a.set || b.ordinal - a.ordinal);
    // Changes from before the target's first change do not matter.
    all.splice(all.findLastIndex((deed) => deed.own) + 1);
  }
  return deeds;
}

type Doing = {
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
  things: readonly { row: TargetRow; deeds: readonly Deed[]; created: boolean }[],
  doing: Doing,
): Promise<void> {
  const states = await readStates(
    db,
    things.map(({ row }) => row.thingId),
  );
  for (const { row, deeds, created } of things) {
    const now = states.get(row.thingId)!;
    const kind = row.kind as ThingKind;
    const lastOwn = deeds.findIndex((deed) => deed.own);
    const firstOwn = deeds.findLastIndex((deed) => deed.own);
    const between = deeds.slice(lastOwn, firstOwn).some((deed) => !deed.own && deed.action !== 'opened');
    const after = beforeAll(now, deeds.slice(0, lastOwn));
    const standing = 'barrier' in after ? null : isSame(after.state, now);
    if (created) {
      // The item is already withdrawn, so the undo leaves it as it is.
      if (
        now.withdrawn &&
        !between &&
        !('barrier' in after) &&
        after.state &&
        isSame({ ...now, ...checkless }, { ...after.state, withdrawn: now.withdrawn, ...checkless })
      )
        continue;
      if (standing && !between) doing.withdraw(row);
      else doing.skip(row, 'barrier' in after ? (after.barrier === 'sealed' ? 'sealed' : 'erased') : 'later');
      continue;
    }
    const before = beforeAll(now, deeds);
    if ('barrier' in before) {
      doing.skip(row, before.barrier === 'sealed' ? 'sealed' : 'erased');
      continue;
    }
    if (!before.state || isSame(before.state, now)) {
      if (
        deeds.some((deed) => deed.own && deed.action === 'changed' && Object.keys(besides(now, deed.after)).length > 0)
      )
        doing.skip(row, 'besides');
      continue;
    }
    if (!isRestorable(kind) && kindOf(kind).undo !== 'standing') continue;
    if (!standing || between) {
      doing.skip(row, 'later');
      continue;
    }
    doing.restore({ thingId: row.thingId, kind, how: 'restore', state: before.state, only: onlyIn(now, before.state) });
  }
}

/**
 * Replaces the fields of a claim's check before states are compared. So the check is ignored, because a withdrawal
 * changes it, too.
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
 * Withdraws created items, except items on which a remaining item depends. The newest items come first, because an item
 * can depend only on older ones.
 */
async function leaveRested(
  db: Reader,
  sets: ReadonlySet<number>,
  rows: readonly TargetRow[],
  others: { staying: ReadonlySet<number>; goingBack: ReadonlySet<number> },
  doing: Omit<Doing, 'restore'>,
): Promise<void> {
  const holders = new Map<number, { owner: number; own: boolean }[]>();
  for (const { owner, target: on, own } of await restingOn(db, rows, sets))
    holders.set(on, [...(holders.get(on) ?? []), { owner, own }]);
  const left = new Set<number>();
  for (const row of rows.toSorted((a, b) => b.set - a.set || b.ordinal - a.ordinal)) {
    const holder = (holders.get(row.thingId) ?? []).find(
      ({ owner, own }) => !others.goingBack.has(owner) && (!own || others.staying.has(owner) || left.has(owner)),
    );
    if (!holder) doing.withdraw(row);
    else {
      left.add(row.thingId);
      doing.skip(row, 'rested', holder.owner);
    }
  }
}
