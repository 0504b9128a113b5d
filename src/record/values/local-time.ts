import { madeOnceForText } from '../../platform/made-once.ts';

/** The cached date format of a time zone. Creating a format takes eight times as long as using it. */
const formatIn = madeOnceForText(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
);

/** The offset of a time zone from UTC at an instant, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const parts = formatIn(timeZone).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)!.value);
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) -
    Math.floor(at / 1000) * 1000
  );
}

/**
 * The instant of a local time (such as `2018-05-22T09:30`) in a time zone. If it occurs twice, when clocks are set
 * back, the first of the two instants. Null if the text is not a time, or if the clocks skip this time.
 */
export function instantOf(local: string, timeZone: string): Date | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})$/.exec(local.trim());
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const candidates = [...new Set([offset(wall - 86_400_000, timeZone), offset(wall + 86_400_000, timeZone)])]
    .map((ahead) => wall - ahead)
    .toSorted((a, b) => a - b);
  const found = candidates.find(
    (at) => localTime(new Date(at), timeZone) === `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}`,
  );
  return found === undefined ? null : new Date(found);
}

/** The local time in a time zone at an instant, such as `2018-05-22T09:30`. */
export const localTime = (at: Date, timeZone: string): string =>
  new Date(at.getTime() + offset(at.getTime(), timeZone)).toISOString().slice(0, 16);

/** The day in a time zone at an instant, such as `2018-05-22`. */
export const dayIn = (at: Date, timeZone: string): string => localTime(at, timeZone).slice(0, 10);

/** Whether a text is the name of a time zone (IANA), or an alias of one. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
