import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { endingActs, type VersionAct } from '../tables.ts';

/**
 * The first day (YYYY-MM-DD) on which something may apply (`possible`), and the first on which it certainly applies
 * (`certain`). Null means unknown.
 */
export type StartDays = { possible: string | null; certain: string | null };

/**
 * The days from which a change applies, by its commencement (EDTF). If the commencement is unknown, the change does not
 * apply before the day on which it was made (signed, adopted, ruled). After that day, it is uncertain whether it
 * applies.
 */
export function sinceOf(commences: string | null, made: string | null): StartDays {
  const start = commences === null ? null : parseEdtf(commences);
  if (start) return { possible: start.earliest, certain: start.latest };
  return { possible: (made === null ? null : parseEdtf(made))?.earliest ?? null, certain: null };
}

/** One version of a provision, with the data for its period. */
export type Dated = { act: VersionAct; since: StartDays };

/**
 * - `not-yet`: the provision did not exist yet.
 * - `uncertain`: the provision was made, but the record does not say whether it applied yet.
 * - `in-force`, `repealed`, `struck-down`.
 */
export type LegalStatus = 'not-yet' | 'uncertain' | 'in-force' | 'repealed' | 'struck-down';

export type OnDate<V> = {
  standing: LegalStatus;
  /** The version that applied on the day; if the status is `uncertain`, one that may have applied; null if none did. */
  version: V | null;
  /** Versions after `by` that may or may not have applied on the day. */
  perhaps: V[];
  /** The last version that certainly applied; it can be the repeal of the provision. Null if none did. */
  by: V | null;
};

/**
 * Sorts versions by the day from which they certainly apply, then by the day from which they may apply, then by the
 * order in which they were entered.
 */
export const inOrder = <V extends Dated>(versions: readonly V[]): V[] =>
  versions.toSorted(
    (a, b) =>
      compareDays(a.since.certain ?? '9999-99-99', b.since.certain ?? '9999-99-99') ||
      compareDays(a.since.possible ?? '9999-99-99', b.since.possible ?? '9999-99-99'),
  );

const compareDays = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The status of a provision on a day, by its versions. */
export function onDate<V extends Dated>(versions: readonly V[], day: string): OnDate<V> {
  const ordered = inOrder(versions);
  const certain = ordered.filter(({ since }) => since.certain !== null && since.certain <= day).at(-1) ?? null;
  const perhaps = ordered.filter(
    ({ since }) =>
      (since.certain === null || since.certain > day) && (since.possible === null || since.possible <= day),
  );
  if (certain === null)
    return perhaps.length
      ? {
          standing: 'uncertain',
          version: perhaps.findLast((one) => !endingActs.includes(one.act)) ?? null,
          perhaps,
          by: null,
        }
      : { standing: 'not-yet', version: null, perhaps: [], by: null };
  const since = perhaps.filter((one) => ordered.indexOf(one) > ordered.indexOf(certain));
  if (certain.act === 'repeals') return { standing: 'repealed', version: null, perhaps: since, by: certain };
  if (certain.act === 'strikes-down') return { standing: 'struck-down', version: null, perhaps: since, by: certain };
  return { standing: 'in-force', version: certain, perhaps: since, by: certain };
}

/** Every day on which something may begin to apply, the earliest first. */
export function changeDays(versions: readonly Dated[]): string[] {
  return [
    ...new Set(versions.flatMap(({ since }) => [since.possible, since.certain].filter((day) => day !== null))),
  ].toSorted();
}

/** `text` as a day; null if there is no such day. */
export function readDay(text: string | null | undefined): string | null {
  const day = text?.trim() ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const read = parseEdtf(day);
  return read && read.earliest === day && read.latest === day ? day : null;
}
