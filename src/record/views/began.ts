/**
 * A date that a source gives for the beginning of a case: the EDTF text, and the first and last day that it can mean.
 */
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

/** The shortest EDTF date that contains both days: the day, the month, the year, or an interval of years. */
export function within(from: string | null, to: string | null): string | null {
  if (!from) return null;
  if (!to || from === to) return from;
  if (from.slice(0, 7) === to.slice(0, 7)) return from.slice(0, 7);
  return from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : `${from.slice(0, 4)}/${to.slice(0, 4)}`;
}

/** The first and last of several dates as one EDTF interval; null if they are not plain dates. */
export function interval(values: readonly BeganValue[]): string | null {
  const sorted = values.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  const ends = [sorted[0]?.value, sorted.at(-1)?.value];
  return ends.every((end) => typeof end === 'string' && /^\d{4}(-\d\d){0,2}$/.test(end)) ? ends.join('/') : null;
}

/**
 * When a case began, as one EDTF date, for a line that has no room for speakers. If the dates agree, it is the most
 * precise. If they are the dates of several steps, it is an interval from the first to the last. If sources disagree,
 * it is the month or years that contain all their dates.
 */
export function beganIn(values: readonly BeganValue[], disagrees: boolean): string | null {
  if (!values.length) return null;
  if (agree(values)) return String(mostPrecise(values)!.value);
  const steps = disagrees ? null : interval(values);
  return (
    steps ??
    within(
      values.map(({ from }) => from ?? '').toSorted()[0] || null,
      values
        .map(({ to }) => to ?? '')
        .toSorted()
        .at(-1) || null,
    )
  );
}
