import { parseDuration } from '../../../record/values/duration.ts';

const day = 86_400_000;

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
export const daysBefore = (today: string, days: number): string => dayOf(new Date(Date.parse(today) - days * day));

/**
 * The last day of a period (an ISO 8601 duration) that starts on a day. For example, three months from 30 November end
 * on the last day of February. If a period ends during a day, that whole day counts.
 */
export function lastDay(from: string, period: string): string {
  const length = parseDuration(period);
  if (!length) throw new RangeError(`not a duration: ${period}`);
  const [year, month, date] = from.split('-').map(Number) as [number, number, number];
  const whole = Math.floor(length.months);
  const lastOfMonth = new Date(Date.UTC(year, month + whole, 0)).getUTCDate();
  const moved = Date.UTC(year, month - 1 + whole, Math.min(date, lastOfMonth));
  return dayOf(new Date(moved + Math.ceil(length.seconds / 86_400) * day));
}
