import { parseEdtf } from '../../record/values/edtf.ts';
import { endingActs, type VersionAct } from '../tables.ts';

/** From when something applies: surely from `certain` (null: that is not known), perhaps since `possible` (null: nobody knows). Days, YYYY-MM-DD. */
export type Since = { possible: string | null; certain: string | null };

/**
 * Since when a change applies, by its commencement (EDTF). Where that is not known it cannot apply before it was made
 * (signed, adopted, ruled), and whether it applies since then nobody can say.
 */
export function sinceOf(commences: string | null, made: string | null): Since {
  const start = commences === null ? null : parseEdtf(commences);
  if (start) return { possible: start.earliest, certain: start.latest };
  return { possible: (made === null ? null : parseEdtf(made))?.earliest ?? null, certain: null };
}

/** One version of a provision, as far as its place in time goes. */
export type Dated = { act: VersionAct; since: Since };

/**
 * - `not-yet`: nothing had made it law.
 * - `uncertain`: made, but nobody knows whether it applied already.
 * - `in-force`, `repealed`, `struck-down`.
 */
export type LegalStatus = 'not-yet' | 'uncertain' | 'in-force' | 'repealed' | 'struck-down';

export type OnDate<V> = {
  standing: LegalStatus;
  /** The version that stood then; where `uncertain` the one that may have; null where there was none, or it had ended. */
  version: V | null;
  /** Versions that may have applied already. */
  perhaps: V[];
  /** The version by which it stood so, also the one that ended it; null where nothing surely applied. */
  by: V | null;
};

/** In the order in which versions follow one another: by the day from which they surely apply, then as they were entered. */
export const inOrder = <V extends Dated>(versions: readonly V[]): V[] =>
  versions.toSorted(
    (a, b) =>
      compareDays(a.since.certain ?? '9999-99-99', b.since.certain ?? '9999-99-99') ||
      compareDays(a.since.possible ?? '9999-99-99', b.since.possible ?? '9999-99-99'),
  );

const compareDays = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a provision was on a day, by its versions. */
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

/** Every day on which something may begin to apply, the first first. */
export function turningDays(versions: readonly Dated[]): string[] {
  return [
    ...new Set(versions.flatMap(({ since }) => [since.possible, since.certain].filter((day) => day !== null))),
  ].toSorted();
}

/** `text` as a day that exists; null where it is none. */
export function readDay(text: string | null | undefined): string | null {
  const day = text?.trim() ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const read = parseEdtf(day);
  return read && read.earliest === day && read.latest === day ? day : null;
}
