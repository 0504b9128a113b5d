import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { isKind } from './kinds/registry.ts';
import type { ThingKind } from './tables.ts';

/**
 * A reference to an item, as used outside the database. `actor/12` is an existing item (kind and permanent number).
 * `#hrw` is an item that the same input creates. Stored values use the first form, because numbers never change.
 */
export const refSchema = z
  .string()
  .refine(
    (ref) => /^#[\w.:-]{1,80}$/.test(ref) || (/\/[1-9]\d{0,14}$/.test(ref) && parseRef(ref)),
    'errors.field.ref.bad',
  );

export const refOf = (thing: { kind: ThingKind | string; number: number }): string => `${thing.kind}/${thing.number}`;

export function parseRef(ref: string): { kind: ThingKind; number: number } | null {
  // Bounded, because the text can be a very long one that is no ref.
  const match = /^([a-z]{1,40})\/(\d{1,15})$/.exec(ref);
  return match && isKind(match[1]!) ? { kind: match[1], number: Number(match[2]) } : null;
}

/** An item that others can refer to. */
export type Known = { id: number; kind: ThingKind; number: number };

/**
 * Resolves refs. Existing items are looked up in one query. Items that the input creates must be declared first. Errors
 * are collected, so that all wrong refs of an input are reported together.
 */
export class RefResolver {
  private readonly local = new Map<string, Known>();
  private readonly stored = new Map<string, Known>();
  readonly errors: FieldError[] = [];

  announce(key: string | undefined, thing: Known, path: string): void {
    this.stored.set(refOf(thing), thing);
    if (!key) return;
    if (this.local.has(key)) this.errors.push({ path, message: 'errors.field.ref.twice', params: { ref: key } });
    this.local.set(key, thing);
  }

  /**
   * Looks up existing items and locks them, so that no one deletes an item to which this transaction is about to refer.
   * For a merged item, `find` returns the canonical item. A redacted item is refused.
   */
  load(tx: Tx, refs: Iterable<string>): Promise<void> {
    return this.read(tx, refs, sql`for key share of thing`);
  }

  /** Looks up existing items like `load`, but without locking them, for use before a transaction. */
  look(db: Reader, refs: Iterable<string>): Promise<void> {
    return this.read(db, refs, sql``);
  }

  private async read(db: Reader | Tx, refs: Iterable<string>, lock: RawBuilder<unknown>): Promise<void> {
    const asked = new Map<string, { kind: ThingKind; number: number }>();
    for (const ref of refs) {
      if (ref.startsWith('#') || asked.has(ref)) continue;
      const parsed = parseRef(ref);
      if (parsed) asked.set(ref, parsed);
    }
    if (asked.size === 0) return;
    const requested = [...asked.values()];
    const { rows } = await sql<Known & { asked_kind: ThingKind; asked_number: number }>`
      select asked.kind as asked_kind, asked.number as asked_number, thing.id, thing.kind, thing.number
      from unnest(${requested.map((one) => one.kind)}::text[], ${requested.map((one) => one.number)}::bigint[]) as requested (kind, number)
      cross join lateral (select * from thing where kind = requested.kind and number = requested.number and redacted_at is null offset 0) asked
      join thing on thing.id = asked.canonical_id
      order by thing.id ${lock}`.execute(db as Tx);
    for (const row of rows)
      this.stored.set(`${row.asked_kind}/${row.asked_number}`, { id: row.id, kind: row.kind, number: row.number });
  }

  /** The item for `ref`, if it is of one of `kinds`. Otherwise adds an error at `path` and returns null. */
  find(ref: string, path: string, kinds?: readonly string[]): Known | null {
    const known = ref.startsWith('#') ? this.local.get(ref.slice(1)) : this.stored.get(ref);
    if (!known) {
      this.errors.push({ path, message: 'errors.field.ref.unknown', params: { ref } });
      return null;
    }
    if (kinds && !kinds.includes(known.kind)) {
      this.errors.push({ path, message: 'errors.field.ref.kind', params: { ref, kinds: kinds.join(', ') } });
      return null;
    }
    return known;
  }

  throwIfWrong(): void {
    if (this.errors.length) throw new AppError('invalid_input', { fields: this.errors });
  }
}

/** One item by kind and number, merged or not; undefined if there is none. */
export const findThing = (db: Reader, kind: ThingKind, number: number) =>
  db.selectFrom('thing').selectAll().where('kind', '=', kind).where('number', '=', number).executeTakeFirst();

/**
 * For operations with `ofAllTeams`, before their transaction: refuses items that the person who runs the operation
 * cannot see.
 * @throws AppError `not_found`
 */
export async function requireVisible(db: Reader, refs: readonly string[]): Promise<void> {
  for (const ref of new Set(refs)) {
    const parsed = parseRef(ref);
    if (!parsed || !(await findThing(db, parsed.kind, parsed.number))) throw new AppError('not_found');
  }
}
