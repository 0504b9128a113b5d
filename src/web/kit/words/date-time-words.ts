import type { Translate } from '../../../platform/messages/messages.ts';
import { hasTime, momentOf, offsetOf, type DateTime } from '../../../record/values/date-time.ts';

/**
 * A time in its own time zone, such as "3 December 2026 at 10:00 (Asia/Almaty, UTC+05:00)". `machine` is the value of
 * `<time datetime>`.
 */
export function dateTimeWords(t: Translate, value: DateTime): { text: string; machine: string } {
  if (!hasTime(value)) {
    const day = new Intl.DateTimeFormat(t.tag, { dateStyle: 'long', timeZone: 'UTC' });
    return { text: day.format(new Date(`${value.at}T00:00Z`)), machine: value.at };
  }
  const clock = new Intl.DateTimeFormat(t.tag, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: value.zone,
  });
  const offset = offsetOf(value);
  return {
    text: `${clock.format(momentOf(value)!)} (${value.zone!.replaceAll('_', ' ')}, UTC${offset})`,
    machine: value.at + offset,
  };
}
