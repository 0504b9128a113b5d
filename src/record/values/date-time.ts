import { z } from 'zod';
import { datatype } from './datatype.ts';
import { isEdtf } from './edtf/edtf.ts';
import { instantOf, isTimeZone, localTime } from './local-time.ts';
import type { Relation } from './relation.ts';

/**
 * A day (`2026-12-03`), or a day with a local time and its time zone (`2026-12-03T10:00` in `Asia/Almaty`). The offset
 * from UTC is not stored, because a government may change it before that day
 * (docs/decisions/0129-times-with-a-zone.md).
 */
export type DateTime = { at: string; zone?: string };

const schema = z
  .strictObject(
    {
      at: z
        .string('record.value.date_time')
        .trim()
        .refine((at) => /^[\d-]{10}(T\d\d:\d\d)?$/.test(at) && isEdtf(at.slice(0, 10)), 'record.value.date_time'),
      zone: z.string('record.value.zone').refine(isTimeZone, 'record.value.zone').optional(),
    },
    'record.value.date_time',
  )
  .transform(({ at, zone }): DateTime => (hasTime({ at }) ? { at, zone } : { at }))
  .superRefine(({ at, zone }, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!hasTime({ at })) return;
    if (!zone) complain('zone', 'record.value.zone');
    else if (!instantOf(at, zone)) complain('at', 'record.value.date_time_skipped');
  });

export const hasTime = ({ at }: DateTime): boolean => at.length > 10;

/**
 * The instant of a date and time. If that local time occurs twice (when clocks are set back), the first of the two.
 * Null for a day without a time.
 */
export const momentOf = ({ at, zone }: DateTime): Date | null => (zone ? instantOf(at, zone) : null);

/** A number of milliseconds for sorting. A day without a time counts as midnight UTC at its beginning. */
export const sortMoment = (value: DateTime): number =>
  momentOf(value)?.getTime() ?? Date.parse(`${value.at.slice(0, 10)}T00:00Z`);

/** The offset of the zone from UTC at that time, such as `+05:00`. Empty for a day without a time. */
export function offsetOf(value: DateTime): string {
  const moment = momentOf(value);
  if (!moment) return '';
  const minutes = Math.round((Date.parse(`${localTime(moment, value.zone!)}Z`) - moment.getTime()) / 60_000);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** A date and time as one text (RFC 9557): `2026-12-03T10:00[Asia/Almaty]`. */
export const dateTimeText = ({ at, zone }: DateTime): string => (zone ? `${at}[${zone}]` : at);

/**
 * Two times at the same moment are the same value, even in different zones. A day with a time refines the same day
 * without a time.
 */
function compare(a: DateTime, b: DateTime): Relation {
  if (hasTime(a) && hasTime(b)) return momentOf(a)?.getTime() === momentOf(b)?.getTime() ? 'same' : 'conflicts';
  if (a.at.slice(0, 10) !== b.at.slice(0, 10)) return 'conflicts';
  return hasTime(a) ? 'refines' : hasTime(b) ? 'refined-by' : 'same';
}

export const dateTimeType = datatype<DateTime>({
  schema,
  key: dateTimeText,
  compare,
  bounds: ({ at }) => ({ from: at.slice(0, 10), to: at.slice(0, 10) }),
});
