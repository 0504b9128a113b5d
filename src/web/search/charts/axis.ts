import type { Translate } from '../../../platform/messages/messages.ts';
import { civilDate, dayNumber } from '../../../record/values/calendar.ts';
import { monthWords } from './words.ts';
import type { Mark } from './marks.ts';

/** An axis of days from `first` to `last`. `share` gives the position of a day, from 0 to 1. */
export type Axis = { first: number; last: number; ticks: { at: number; label: string }[]; share(day: number): number };

/** The maximum number of steps on the axis, so that the labels of the ticks do not overlap on a phone. */
const maxTicks = 6;

/** The axis that contains all these marks; null if there are none. It begins and ends at the start of a month. */
export function axisOf(t: Translate, marks: readonly Mark[]): Axis | null {
  if (!marks.length) return null;
  const [from, to] = [Math.min(...marks.map((mark) => mark.from)), Math.max(...marks.map((mark) => mark.to))];
  const step = stepOf(from, to);
  const [a, b] = [civilDate(from), civilDate(to)];
  const start = Math.floor((a.year * 12 + a.month - 1) / step) * step;
  const end = Math.floor((b.year * 12 + b.month - 1) / step) * step + step;
  const [first, last] = [monthStart(start), monthStart(end)];
  const ticks: Axis['ticks'] = [];
  for (let month = start; month <= end; month += step) {
    const year = Math.floor(month / 12);
    // The ticks at January name the year. The first tick of the axis names it, too, unless the next tick is at January.
    const isNamed = month % 12 === 0 || (month === start && 12 - (month % 12) > step);
    const label =
      step % 12 === 0 ? String(year) : `${monthWords(t.locale, (month % 12) + 1)}${isNamed ? ` ${year}` : ''}`;
    ticks.push({ at: monthStart(month), label });
  }
  return { first, last, ticks, share: (day) => (day - first) / (last - first) };
}

const monthStart = (month: number): number => dayNumber(Math.floor(month / 12), (month % 12) + 1, 1);

/** The number of months between two ticks. */
function stepOf(from: number, to: number): number {
  const months = Math.max(1, (to - from) / 30.4);
  return [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200].find((step) => months / step <= maxTicks) ?? 2400;
}
