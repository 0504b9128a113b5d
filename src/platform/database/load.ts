import { Counter, Durations } from '../metrics/metrics.ts';

/** How many database connections this process uses now, and how many callers wait for one. */
export const databaseLoad = { inUse: 0, waiting: 0 };

/** Durations of round trips to the database. A round trip can have several statements. */
export const roundTrips = new Durations([0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30]);

const reasons = ['connection', 'cancelled', 'conflict', 'constraint', 'server', 'other'] as const;

export const databaseErrors = new Counter<'reason'>(
  'kronika_database_errors_total',
  'Failed round trips to the database, and connections that could not be opened. Constraint: the data was refused; conflict: another transaction was faster; cancelled: it took too long, or the reader has left.',
  reasons.map((reason) => ({ reason })),
);

/** Counts an error of the database. The reason comes from the class of the SQLSTATE (PostgreSQL, appendix A). */
export function noteError(error: unknown): void {
  databaseErrors.add({ reason: reasonOf((error as { code?: unknown } | null)?.code) });
}

function reasonOf(code: unknown): (typeof reasons)[number] {
  if (typeof code !== 'string' || !/^[0-9FHPX][0-9A-Z]{4}$/.test(code)) return 'connection';
  if (code === '57014') return 'cancelled';
  if (/^(08|57)/.test(code)) return 'connection';
  if (/^(40|55)/.test(code)) return 'conflict';
  if (code.startsWith('23')) return 'constraint';
  return /^(53|58|XX)/.test(code) ? 'server' : 'other';
}
