import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import type { Row } from '../kinds/kind.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Check } from '../lifecycle/reinstate.ts';
import type { ClaimState, ThingKind } from '../tables.ts';

/**
 * The complete state of an item with its parts, as plain JSON, so that two states can be compared. The ids in it are
 * ids of items. Derived data (keys of names, independent sources, projections) is not included.
 */
export type State = Readonly<Record<string, unknown>> & {
  readonly visibility: string;
  readonly withdrawn: { readonly reason: string } | null;
  readonly merged_into: number | null;
};

export type NameState = { text: string; kind: string; language: string | null };
export type LinkState = {
  actor_id: number | null;
  as_written: string | null;
  verb: string | null;
  source_id: number | null;
  carried_over: boolean;
  pages_own: boolean;
  visibility: string;
};
export type StatementState = { subject_id: number; property: string; value: unknown; rank: string };
export type PassageState = { captureId: number; start: number; end: number; visibility?: string };
export type DerivationState = { origin_id: number; kind: string; basis: string | null };

/** The current states of items, by id. Items that no longer exist are left out. */
export async function readStates(db: Reader, ids: readonly number[]): Promise<Map<number, State>> {
  const uniqueIds = [...new Set(ids)];
  if (uniqueIds.length === 0) return new Map();
  const things = await db
    .selectFrom('thing')
    .select(['id', 'kind', 'visibility', 'withdrawn_at', 'withdrawn_reason', 'merged_into', 'written_in'])
    .where(sql<boolean>`id = any(${uniqueIds}::bigint[])`)
    .execute();
  const states = new Map<number, Record<string, unknown>>();
  const byKind = new Map<ThingKind, number[]>();
  for (const thing of things) {
    states.set(thing.id, {
      visibility: thing.visibility,
      withdrawn: thing.withdrawn_at ? { reason: thing.withdrawn_reason ?? '' } : null,
      merged_into: thing.merged_into,
      ...(isWritten(thing.kind) && { written_in: thing.written_in }),
    });
    byKind.set(thing.kind, [...(byKind.get(thing.kind) ?? []), thing.id]);
  }
  for (const [kind, some] of byKind) {
    const { state, table } = kindOf(kind);
    if (!state) continue;
    const among = (column: string) => sql`${sql.ref(column)} = any(${some}::bigint[])`;
    const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));
    const { rows } =
      await sql<Row>`select ${columns(['id', ...state.columns])} from ${sql.table(table)} where ${among('id')}`.execute(
        db,
      );
    for (const { id, ...said } of rows) {
      const { checked_at: at } = said;
      Object.assign(states.get(Number(id))!, said, at instanceof Date && { checked_at: at.toISOString() });
    }
    for (const part of state.parts ?? []) {
      for (const id of some) states.get(id)![part.field] = [];
      const { rows: members } =
        await sql<Row>`select ${columns([part.key, ...part.columns])} from ${sql.table(part.table)} where ${among(part.key)} order by ${columns([part.key, ...part.order])}`.execute(
          db,
        );
      for (const { [part.key]: id, ...member } of members)
        (states.get(Number(id))![part.field] as unknown[]).push(
          part.columns.length === 1 ? member[part.columns[0]!] : member,
        );
    }
    for (const [id, more] of (await state.more?.(db, some)) ?? []) Object.assign(states.get(id)!, more);
  }
  return states as unknown as Map<number, State>;
}

/** Whether editors can set the language in which our own words about items of this kind are written. */
const isWritten = (kind: string): boolean => {
  const { translated, language, state } = kindOf(kind);
  return Boolean(translated?.length && !language && state);
};

/** Whether two states are equal. The order of their keys does not matter. */
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The fields in which two states differ. */
export const differing = (a: State, b: State): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((field) => !isSame(a[field] ?? null, b[field] ?? null));

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([x], [y]) => (x < y ? -1 : 1)))
      : one,
  );
}

/** The check of a claim in a state. */
export const checkIn = (state: State): Check => ({
  state: state.state as ClaimState,
  checked_by: state.checked_by as number | null,
  checked_at: typeof state.checked_at === 'string' ? new Date(state.checked_at) : null,
});
