import type { Translate } from '../../../platform/messages/messages.ts';
import { readPeriod } from '../../../search/statistics/period.ts';
import type { Period } from '../../../search/statistics/query.ts';
import type { Tick } from './bars.tsx';
import { monthWords } from './words.ts';

/** The maximum number of labels that fit on a phone. */
const maxTicks = 7;
const steps = [1, 2, 5, 10, 20, 25, 50, 100];

/** The labels below a chart. Each period has a label if there is room; otherwise, some years have one. */
export function periodTicks(t: Translate, over: Period, periods: readonly number[]): Tick[] {
  const read = periods.map((period) => readPeriod(over, period));
  if (over === 'year') {
    const step = steps.find((one) => periods.length / one <= maxTicks) ?? 100;
    if (periods.length <= 10)
      return read
        .map(({ year }, at) => ({ at, label: periods.length > maxTicks && at % 2 ? '' : String(year) }))
        .filter((tick) => tick.label);
    return read.flatMap(({ year }, at) => (year % step === 0 ? [{ at, label: String(year) }] : []));
  }
  if (periods.length <= maxTicks)
    return read.map(({ year, part }, at) => ({
      at,
      label: `${over === 'month' ? monthWords(t.locale, part) : t('search.statistics.quarter_short', { part })}${at === 0 || part === 1 ? ` ${year}` : ''}`,
    }));
  // The label of a year is below its first quarter or month.
  const starts = read.flatMap(({ year, part }, at) => (part === 1 ? [{ at, year }] : []));
  const step = steps.find((one) => starts.length / one <= maxTicks) ?? 100;
  const named = starts.filter(({ year }) => starts.length <= maxTicks || year % step === 0);
  return (named.length ? named : [{ at: 0, year: read[0]!.year }]).map(({ at, year }) => ({ at, label: String(year) }));
}
