import { sql } from 'kysely';
import { readBackupState, type BackupState } from '../../../platform/backup/last-backup.ts';
import { readClock } from '../../../platform/clock/clock.ts';
import { newestMigration } from '../../../platform/database/migrate.ts';
import { withQueryLimit } from '../../../platform/database/query-limit.ts';
import { countJobs, type QueueState } from '../../../platform/jobs/list-jobs.ts';
import { lockdownSince } from '../../../platform/lockdown.ts';
import type { Log } from '../../../platform/log/log.ts';
import type { Gauge } from '../../../platform/metrics/metrics.ts';
import type { App } from '../../../platform/operation.ts';
import { diskSpace, type DiskSpace } from '../../../platform/storage/disk-space.ts';

/** Figures of the whole installation. A figure that could not be read is undefined. */
export type Installation = {
  /** Whether the database answers. */
  up: boolean;
  jobs?: QueueState[];
  backup?: BackupState;
  clockJumped?: boolean;
  migrated?: boolean;
  lockdown?: boolean;
  databaseBytes?: number;
  disk?: DiskSpace;
  gauges: Partial<Record<string, number>>;
};

/**
 * Times in milliseconds. `fresh`: how long a result is cached. `longest`: how long a caller waits for a new result at
 * most.
 */
type Limits = { fresh: number; longest: number };

type Take = <Part>(name: string, work: Promise<Part>, then: (part: Part) => void) => Promise<void>;

/**
 * Returns a function that reads the figures of the whole installation. It returns after at most `longest` milliseconds,
 * even if the database hangs. Calls at the same time share one reading.
 */
export function installationReader(
  app: App,
  gauges: readonly Gauge[],
  log: Pick<Log, 'warn'>,
  { fresh, longest }: Limits = { fresh: 10_000, longest: 2_000 },
): () => Promise<Installation> {
  let logged = '';
  const nothing = (): Installation => ({ up: false, gauges: {} });
  const disk = keepReading(() => diskSpace(app.config).catch(() => undefined), fresh);
  /** The figures that the current reading has found so far, and when the reading began. */
  let partial = { since: 0, found: nothing() };

  const database = keepReading(async () => {
    const found = nothing();
    partial = { since: performance.now(), found };
    const failed: string[] = [];
    const take: Take = (name, work, then) => work.then(then, () => void failed.push(name));
    await withQueryLimit({ read: longest }, async () => {
      await take('database', sql`select from thing limit 1`.execute(app.db.read), () => (found.up = true));
      if (found.up) await Promise.all(takeAll(app, gauges, found, take));
    });
    const state = failed.toSorted().join(' ');
    if (state !== logged) log.warn({ failed }, state ? 'metrics could not be read' : 'all metrics can be read again');
    logged = state;
    return found;
  }, fresh);

  return async () => {
    const [space, read] = await Promise.all([within(longest, disk()), within(longest, database())]);
    // If the reading is late, use what it has found so far, unless it began so long ago that this is outdated.
    const found = read ?? (performance.now() - partial.since <= 2 * longest ? partial.found : nothing());
    return { ...found, ...(space && { disk: space }) };
  };
}

/** Starts all queries at once, so that they are sent to the database together. */
function takeAll(app: App, gauges: readonly Gauge[], found: Installation, take: Take): Promise<void>[] {
  const { read } = app.db;
  const newest = read.selectFrom('migration').select('name').orderBy('name', 'desc').limit(1).executeTakeFirst();
  const size = sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(read);
  return [
    take('jobs', countJobs(read), (jobs) => (found.jobs = jobs)),
    take('backup', readBackupState(app), (state) => (found.backup = state)),
    take('clock', readClock(app), ({ jumped }) => (found.clockJumped = jumped)),
    take('lockdown', lockdownSince(read), (since) => (found.lockdown = since !== null)),
    take('migrations', newest, (row) => (found.migrated = row?.name === newestMigration())),
    take('size', size, ({ rows }) => (found.databaseBytes = Number(rows[0]!.size))),
    ...gauges.map((gauge) => take(gauge.name, gauge.read(read), (value) => (found.gauges[gauge.name] = value))),
  ];
}

/** Returns a function that caches the result of `read` for `fresh` milliseconds. Calls during a reading share it. */
function keepReading<T>(read: () => Promise<T>, fresh: number): () => Promise<T> {
  let last: { at: number; result: T } | undefined;
  let reading: Promise<T> | undefined;
  return async () => {
    if (last && performance.now() - last.at < fresh) return last.result;
    reading ??= read()
      .then((result) => {
        last = { at: performance.now(), result };
        return result;
      })
      .finally(() => (reading = undefined));
    return reading;
  };
}

/** The result of `work`, or undefined if it takes longer than `longest` milliseconds. */
async function within<T>(longest: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, longest, undefined);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
