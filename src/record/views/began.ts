import type { FactView, PropertyView } from './facts.ts';

/** A date that a source gives for the beginning of a case: EDTF, and the days between which it must be. */
export type BeganValue = { value: unknown; from: string | null; to: string | null };

/** Whether dates agree: at least one day is within all of them. */
export function agree(values: readonly BeganValue[]): boolean {
  const from =
    values
      .map((one) => one.from ?? '')
      .toSorted()
      .at(-1) ?? '';
  const to = values.map((one) => one.to ?? '9999').toSorted()[0] ?? '9999';
  return from <= to;
}

/** The most precise of several dates that agree. */
export function mostPrecise<Value extends BeganValue>(values: readonly Value[]): Value | undefined {
  const span = ({ from, to }: BeganValue): number =>
    from && to ? Date.parse(to) - Date.parse(from) : Number.POSITIVE_INFINITY;
  return values.toSorted((a, b) => span(a) - span(b))[0];
}

/** The day, month or years that contain these days, as an EDTF date. */
function within(from: string | null, to: string | null): string | null {
  if (!from) return null;
  if (!to || from === to) return from;
  if (from.slice(0, 7) === to.slice(0, 7)) return from.slice(0, 7);
  return from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : `${from.slice(0, 4)}/${to.slice(0, 4)}`;
}

/** If sources give more dates than this and disagree, `edtf` is the period that contains them all. */
const maxListed = 3;

const isPlain = (value: unknown): value is string => typeof value === 'string' && /^\d{4}(-\d\d){0,2}$/.test(value);

/** When a case began. */
export type Began<Value extends BeganValue> = {
  /** The dates that count, the earliest first. Of dates that agree, only the most precise one. */
  dates: Value[];
  /** Whether the dates are of several steps. Then `edtf` is the interval from the first to the last. */
  steps: boolean;
  /** One EDTF date for a line that is too short to name speakers. Null without dates. */
  edtf: string | null;
};

/** The properties of parts of a case that can date its beginning. */
export const partDates = ['date', 'opened', 'filed'] as const;

/**
 * When a case began. Every page, list, feed and file calls this function, so that all give the same date.
 *
 * The dates that sources give for the beginning of the case (`own`) count. If there are none, the earliest date of a
 * part counts. If the dates agree, the result is the most precise one. If they are the dates of several steps, it is
 * the interval from the first to the last. If sources disagree (`disagrees`), it is a list of up to three dates, one of
 * which is right, or the month or years that contain all dates.
 *
 * The caller must leave out dates that are only alleged, denied or estimated.
 */
export function beganOf<Value extends BeganValue>(
  own: readonly Value[],
  disagrees: boolean,
  parts: readonly Value[] = [],
): Began<Value> {
  const dates = (own.length ? own : inOrder(parts).slice(0, 1)).filter(({ value }) => typeof value === 'string');
  if (!dates.length) return { dates: [], steps: false, edtf: null };
  if (agree(dates)) {
    const best = mostPrecise(dates)!;
    return { dates: [best], steps: false, edtf: String(best.value) };
  }
  const all = inOrder(dates);
  const plain = all.map(({ value }) => value).filter(isPlain);
  if (plain.length === all.length && !disagrees)
    return { dates: all, steps: true, edtf: `${plain[0]!}/${plain.at(-1)!}` };
  if (plain.length === all.length && plain.length <= maxListed)
    return { dates: all, steps: false, edtf: `[${plain.join(',')}]` };
  const days = all.flatMap(({ from, to }) => [from, to]).filter((day) => day !== null);
  return { dates: all, steps: false, edtf: within(days.toSorted()[0] ?? null, days.toSorted().at(-1) ?? null) };
}

const inOrder = <Value extends BeganValue>(dates: readonly Value[]): Value[] =>
  dates.toSorted(
    (a, b) => (a.from ?? '9999').localeCompare(b.from ?? '9999') || (a.to ?? '9999').localeCompare(b.to ?? '9999'),
  );

/** When a case began, by its facts and those of its parts. Only dates that can be shown without their speaker count. */
export function beganInFacts(
  facts: readonly PropertyView[],
  parts: readonly (readonly PropertyView[])[] = [],
): Began<FactView> {
  const own = facts.find(({ property }) => property === 'began');
  const further = parts.flat().filter(({ property }) => (partDates as readonly string[]).includes(property));
  const plain = (values: readonly FactView[]): FactView[] => values.filter(({ attributed }) => !attributed);
  return beganOf(plain(own?.values ?? []), own?.disagrees ?? false, plain(further.flatMap(({ values }) => values)));
}
