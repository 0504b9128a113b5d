import { sql } from 'kysely';
import { changesOf, kindsWithoutItem, type Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { Check } from '../../platform/operation.ts';
import { isSame, readStates, type State } from '../history/states.ts';

/**
 * Marks an open proposal as already done once all its proposed values are in the record, no matter which operation
 * stored them. This check must run after the checks that add changes.
 */
export const settleDoneProposals: Check = async (tx, { principal, at, changes, change }) => {
  const ids = changes.flatMap(({ kind, thingId }) => (kindsWithoutItem.includes(kind) ? [] : [thingId]));
  if (ids.length === 0) return;
  const { rows: open } = await sql<Open>`
    select p.id::int as id, p.things from proposal p where p.state = 'open' and exists (
      select from proposal_thing t where t.proposal_id = p.id and t.changes and t.thing_id = any(${[...new Set(ids)]}::bigint[]))
    order by p.id for update of p`.execute(tx);
  for (const some of portionsOf(open)) {
    const { rows } = await sql<{ id: number; changes: Change[] }>`
      select id::int as id, changes from proposal where id = any(${some}::bigint[]) order by id`.execute(tx);
    const states = await readStates(
      tx,
      rows.flatMap((row) => row.changes.map(({ thingId }) => thingId)),
    );
    for (const { id, changes: proposed } of rows) {
      if (!(await isDone(tx, proposed, states, changes))) continue;
      await tx
        .updateTable('proposal')
        .set({ state: 'done', decided_at: at, decided_by: principal.accountId })
        .where('id', '=', id)
        .execute();
      change({ kind: 'proposal', thingId: id, action: 'changed', before: { state: 'open' }, after: { state: 'done' } });
    }
  }
};

type Open = { id: number; things: number };

/** The maximum number of items of proposals that are in memory together, unless one proposal has more. */
const maxRead = 5_000;

/**
 * Splits the ids of proposals into lists, so that the proposals of one list have at most `maxRead` items. One person
 * can have hundreds of large proposals.
 */
function portionsOf(open: readonly Open[]): number[][] {
  const portions: number[][] = [];
  let items = 0;
  for (const { id, things } of open) {
    if (!portions.length || items + things > maxRead) {
      portions.push([]);
      items = 0;
    }
    portions.at(-1)!.push(id);
    items += things;
  }
  return portions;
}

type Fields = Record<string, unknown>;

/** Fields that may differ from the proposal, because they say only who did something, when or why. */
const ignored = new Set(['id', 'number', 'checked_by', 'checked_at', 'reason', 'set_back_to']);

async function isDone(
  tx: Tx,
  proposed: readonly Change[],
  states: ReadonlyMap<number, State>,
  since: readonly Change[],
): Promise<boolean> {
  let differences = 0;
  for (const one of proposed) {
    const state = states.get(one.thingId);
    if (one.action === 'removed') {
      differences += 1;
      if (state) return false;
      continue;
    }
    const [before, after] = [fieldsOf(one.before), fieldsOf(one.after)];
    if (!state || !after || one.action === 'created') return false;
    if (one.action === 'withdrawn' || one.action === 'reinstated') {
      differences += 1;
      if ((state.withdrawn !== null) !== (one.action === 'withdrawn')) return false;
      continue;
    }
    const fields = Object.keys(after).filter((field) => isProposed(field, one.action, before, after));
    differences += fields.length;
    if (fields.some((field) => field in state && !isSame(plain(after[field]), plain(state[field])))) return false;
    const others = fields.filter((field) => !(field in state));
    if (others.length && !(await isInNewestChange(tx, one, others, state, since))) return false;
  }
  return differences > 0;
}

function isProposed(field: string, action: Change['action'], before: Fields | null, after: Fields): boolean {
  if (ignored.has(field) || isSame(plain(before?.[field]), plain(after[field]))) return false;
  // A claim loses its check when its words change. This effect is not what the person proposed, so the proposal is done
  // even if someone has checked the claim again.
  return field !== 'state' || action === 'checked' || after.state === 'checked';
}

/**
 * For fields that are not part of an item's state, such as the tags of an article: whether the item's newest change of
 * these fields has the proposed values.
 */
async function isInNewestChange(
  tx: Tx,
  one: Change,
  fields: readonly string[],
  state: State,
  since: readonly Change[],
): Promise<boolean> {
  const hasField = ({ after }: Pick<Change, 'after'>): boolean =>
    fields.some((field) => field in (fieldsOf(after) ?? {}));
  const newest =
    changesOf(since, one.kind).findLast((later) => later.thingId === one.thingId && hasField(later)) ??
    (
      await sql<Pick<Change, 'before' | 'after'>>`
        select before, after from change where thing_id = ${one.thingId} and kind = ${one.kind} and not redacted
          and (${sql.join(
            fields.map((field) => sql`after -> ${field}::text is not null`),
            sql` or `,
          )})
        order by change_set_id desc, ordinal desc limit 1`.execute(tx)
    ).rows[0];
  if (!newest) return false;
  const [was, is] = [fieldsOf(newest.before), fieldsOf(newest.after)];
  return Object.keys(fieldsOf(one.after) ?? {})
    .filter((field) => !(field in state) && !ignored.has(field))
    .every(
      (field) =>
        isSame(plain(fieldsOf(one.after)![field]), plain(is?.[field])) &&
        // An object is one of several parts, such as a duty of a provision, so it must be the same part.
        (!isObject(fieldsOf(one.before)?.[field] ?? fieldsOf(one.after)![field]) ||
          isSame(plain(fieldsOf(one.before)?.[field]), plain(was?.[field]))),
    );
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (part: unknown): Fields | null => (isObject(part) ? part : null);

/**
 * A value in a form that can be compared: plain JSON without empty fields, with lists of strings in alphabetical order.
 */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    const all = value.map(plain);
    return all.every((one) => typeof one === 'string') ? all.toSorted() : all;
  }
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => (one === null || one === undefined ? [] : [[key, plain(one)]])),
    );
  return value ?? null;
}
