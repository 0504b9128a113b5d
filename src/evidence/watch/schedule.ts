import type { Rhythm } from './tables.ts';

const minute = 60_000;
const spans: Record<Rhythm, number> = { hourly: 60 * minute, daily: 24 * 60 * minute, weekly: 7 * 24 * 60 * minute };

/**
 * When a page is checked next. The job runs hourly, sometimes a little later or earlier, so a check is due five minutes
 * before its interval ends. After a check without an answer, it is tried again within the hour.
 */
export function nextCheck(every: Rhythm, until: Date | null, at: Date, again: boolean): Date {
  const span = again ? spans.hourly : spans[every === 'hourly' && until && until <= at ? 'daily' : every];
  return new Date(at.getTime() + span - 5 * minute);
}
