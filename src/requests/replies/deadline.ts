import { listDuties } from '../../law/duties/list-duties.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { parseDuration } from '../../record/values/duration.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';

/**
 * The day on which a period that begins on `day` ends. If the month is too short for that day (31 January plus one
 * month), this is the last day of the month. Parts of a month or day are rounded up. Null if `period` is not an ISO
 * 8601 duration.
 */
export function dayAfter(day: string, period: string): string | null {
  const duration = parseDuration(period);
  if (!duration) return null;
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const months = Math.ceil(duration.months);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  const then = new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
  return new Date(then.getTime() + Math.ceil(duration.seconds / 86_400) * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The deadline for a reply that arrived on a day, according to the laws of the publication's countries. It is the
 * earliest deadline of all legal duties that were, or may have been, in force on that day. Null if no duty sets one.
 */
export async function replyDeadline(db: Reader, received: string): Promise<{ day: string; duty: number } | null> {
  const { jurisdictions } = (await loadPublication(db)).publication;
  if (jurisdictions.length === 0) return null;
  const { laws } = await listDuties(db, {
    audience: 'desk',
    day: received,
    countries: jurisdictions,
    limit: 500,
    offset: 0,
  });
  const ends = laws.flatMap(({ duties }) =>
    duties.flatMap(({ duty, standing }) => {
      const day =
        duty.act === 'publish-reply' && duty.period && (standing === 'in-force' || standing === 'uncertain')
          ? dayAfter(received, duty.period)
          : null;
      return day ? [{ day, duty: duty.id }] : [];
    }),
  );
  return ends.toSorted((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null;
}
