import { z } from 'zod';
import { AppError, type FieldError } from '../platform/errors.ts';
import type { Reader } from '../platform/database/tx.ts';
import { thingKinds, type ThingKind } from './tables.ts';

/**
 * How one thing names another everywhere outside the database: `actor/12` is a thing on record (kind and
 * permanent number), `#hrw` one that the same input makes. Stored values keep the first form: numbers never change.
 */
export const refSchema = z
  .string()
  .regex(new RegExp(`^(?:#[\\w.:-]{1,80}|(?:${thingKinds.join('|')})/[1-9]\\d{0,15})$`), 'error.ref.bad');

export const refOf = (thing: { kind: ThingKind | string; number: number }): string => `${thing.kind}/${thing.number}`;

export function parseRef(ref: string): { kind: ThingKind; number: number } | null {
  const match = /^([a-z]+)\/(\d+)$/.exec(ref);
  return match && (thingKinds as readonly string[]).includes(match[1]!) ? { kind: match[1] as ThingKind, number: Number(match[2]) } : null;
}

/** A thing as others may point to it. */
export type Known = { id: number; kind: ThingKind; number: number };

/**
 * Turns refs into things: those on record are looked up in one query, those of the input are announced first.
 * Complaints are gathered, so that every wrong ref of an input is named at once.
 */
export class RefResolver {
  private readonly local = new Map<string, Known>();
  private readonly stored = new Map<string, Known>();
  readonly complaints: FieldError[] = [];

  announce(key: string | undefined, thing: Known, path: string): void {
    this.stored.set(refOf(thing), thing);
    if (!key) return;
    if (this.local.has(key)) this.complaints.push({ path, message: 'error.ref.twice', params: { ref: key } });
    this.local.set(key, thing);
  }

  /** Looks up what is on record. A merged thing answers as the one it was merged into; a redacted one is refused. */
  async load(db: Reader, refs: Iterable<string>): Promise<void> {
    const byKind = new Map<ThingKind, Set<number>>();
    for (const ref of refs) {
      const parsed = parseRef(ref);
      if (!parsed) continue;
      const numbers = byKind.get(parsed.kind) ?? new Set();
      numbers.add(parsed.number);
      byKind.set(parsed.kind, numbers);
    }
    for (const [kind, numbers] of byKind) {
      const rows = await db
        .selectFrom('thing as asked')
        .innerJoin('thing', (join) => join.on((eb) => eb('thing.id', '=', eb.fn.coalesce('asked.merged_into', 'asked.id'))))
        .select(['asked.number as asked', 'thing.id', 'thing.kind', 'thing.number'])
        .where('asked.kind', '=', kind)
        .where('asked.number', 'in', [...numbers])
        .where('asked.redacted_at', 'is', null)
        .execute();
      for (const row of rows) this.stored.set(`${kind}/${row.asked}`, { id: row.id, kind: row.kind, number: row.number });
    }
  }

  /** The thing behind `ref`, of one of `kinds`; otherwise a complaint at `path` and null. */
  find(ref: string, path: string, kinds?: readonly string[]): Known | null {
    const known = ref.startsWith('#') ? this.local.get(ref.slice(1)) : this.stored.get(ref);
    if (!known) {
      this.complaints.push({ path, message: 'error.ref.unknown', params: { ref } });
      return null;
    }
    if (kinds && !kinds.includes(known.kind)) {
      this.complaints.push({ path, message: 'error.ref.kind', params: { ref, kinds: kinds.join(', ') } });
      return null;
    }
    return known;
  }

  throwIfWrong(): void {
    if (this.complaints.length) throw new AppError('invalid_input', { fields: this.complaints });
  }
}

/** One thing by kind and number, merged or not; null where there is none. */
export const findThing = (db: Reader, kind: ThingKind, number: number) =>
  db.selectFrom('thing').selectAll().where('kind', '=', kind).where('number', '=', number).executeTakeFirst();
