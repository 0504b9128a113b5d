import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { sql } from 'kysely';
import { readBackupState } from './backup/last-backup.ts';
import { minute, readClock } from './clock/clock.ts';
import { newestMigration } from './database/migrate.ts';
import { withQueryLimit } from './database/query-limit.ts';
import { countOpenErasures } from './erasing/list-erasures.ts';
import type { App } from './operation.ts';
import { freeShare } from './storage/disk-space.ts';
import { probeStore } from './storage/probe-store.ts';

export const healthChecks = ['database', 'migrations', 'store', 'disk', 'jobs', 'clock', 'backup', 'erased'] as const;

/**
 * The result of one check. `failed`: some pages or all writes do not work. `warning`: everything works, but an
 * administrator should look. `detail` is for administrators; it can contain paths and error messages of the system.
 */
export type CheckResult = {
  check: (typeof healthChecks)[number];
  state: 'ok' | 'warning' | 'failed';
  detail: string;
};

/**
 * Milliseconds. A check that takes longer than `longest` has no result. That is a warning at first, because heavy work
 * can keep the database busy for some seconds. If the check has had no result for longer than `patience`, it has
 * failed.
 */
const limits = { longest: 3000, patience: 30_000 };
/** There is a warning if a due job has waited for this many minutes. */
const maxWaitMinutes = 15;
/** Milliseconds after which an erasure from the files should be finished. */
const maxErasureMs = 3_600_000;
/** The name of a blob that does not exist. Looking for it shows whether the store can be reached. */
const noBlob = '0'.repeat(64);

type Checked = Pick<App, 'db' | 'blobs' | 'config' | 'now' | 'guardsClock'>;
type Finding = Omit<CheckResult, 'check'>;
const ok = (detail: string): Finding => ({ state: 'ok', detail });

/** For each database: when each check last had a result or, before its first result, when it first ran. */
const answered = new WeakMap<App['db'], Map<string, number>>();

/** Checks everything on which the site depends. Takes at most `longest` milliseconds, even if a check hangs. */
export function checkHealth(app: Checked, { longest, patience } = limits): Promise<CheckResult[]> {
  const checks: Record<CheckResult['check'], (app: Checked) => Promise<Finding>> = {
    database: checkDatabase,
    migrations: checkMigrations,
    store: checkStore,
    disk: checkDisk,
    jobs: checkJobs,
    clock: checkClock,
    backup: checkBackup,
    erased: checkErased,
  };
  const times = answered.get(app.db) ?? new Map<string, number>();
  answered.set(app.db, times);
  return Promise.all(
    healthChecks.map(async (check): Promise<CheckResult> => {
      if (!times.has(check)) times.set(check, performance.now());
      const found = await within(longest, () => checks[check](app));
      if (found) {
        times.set(check, performance.now());
        return { check, ...found };
      }
      const silent = performance.now() - times.get(check)! > patience;
      return { check, state: silent ? 'failed' : 'warning', detail: `no answer within ${longest / 1000} s` };
    }),
  );
}

/** Runs a check. If it throws, it has failed. Null if it takes longer than `longest` milliseconds. */
async function within(longest: number, work: () => Promise<Finding>): Promise<Finding | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, longest, null);
  });
  const result = withQueryLimit({ read: 2 * longest }, work).catch((error: unknown): Finding => ({
    state: 'failed',
    detail: error instanceof Error ? error.message : String(error),
  }));
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

async function checkDatabase({ db }: Checked): Promise<Finding> {
  await sql`select 1 from thing limit 1`.execute(db.read);
  return ok(db.kind);
}

/** Fails if the database has been migrated by a newer release, or lacks a migration of this one. */
async function checkMigrations({ db }: Checked): Promise<Finding> {
  const own = newestMigration();
  const last = await db.read.selectFrom('migration').select('name').orderBy('name', 'desc').limit(1).executeTakeFirst();
  const there = last?.name ?? 'none';
  return own === there ? ok(own) : { state: 'failed', detail: `this release has ${own}, the database has ${there}` };
}

/** On a full disk, nothing is written, and the check of the disk says so. */
async function checkStore({ blobs, config }: Checked): Promise<Finding> {
  // The data directory is checked too, because the folder of the blobs is missing until there is a blob.
  if (!config.s3) await access(config.dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  await blobs.has(noBlob);
  if (config.s3 || (await freeShare(config).catch(() => 1)) >= config.diskLimits.stop) await probeStore(blobs);
  return ok(blobs.place);
}

async function checkDisk({ config }: Checked): Promise<Finding> {
  const free = await freeShare(config);
  const { warn, stop } = config.diskLimits;
  const state = free < stop ? 'failed' : free < warn ? 'warning' : 'ok';
  const detail = `${Math.floor(free * 100)} % free${state === 'failed' ? ', so nothing is written' : ''}`;
  return { state, detail };
}

async function checkClock(app: Checked): Promise<Finding> {
  if (!app.guardsClock) return ok('not compared');
  const { now, seen, jumped } = await readClock(app);
  const detail = `now ${minute(now)}, last noted ${seen ? minute(seen) : 'never'}`;
  return { state: jumped ? 'warning' : 'ok', detail };
}

async function checkBackup(app: Checked): Promise<Finding> {
  const { made, verified, late } = await readBackupState(app);
  const last = made ? `last made ${ago(app.now(), made.at)}, in ${made.place}` : 'none has been made';
  const lost = made?.lost ? `, without ${made.lost} files that the store had lost` : '';
  const detail = `${last}${lost}; last verified ${verified ? ago(app.now(), verified.at) : 'never'}`;
  return { state: late || lost ? 'warning' : 'ok', detail };
}

/** Such as `3 hours ago (2026-12-01 10:00 UTC)`. */
function ago(now: Date, at: string): string {
  const hours = Math.max(0, Math.floor((now.getTime() - new Date(at).getTime()) / 3_600_000));
  return `${hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`} ago (${minute(new Date(at))})`;
}

/** Warns if an erasure from the files of the database is not finished after an hour. */
async function checkErased({ db, now }: Checked): Promise<Finding> {
  const before = new Date(now().getTime() - maxErasureMs);
  const { open, late, oldest, obstacles } = await countOpenErasures(db.read, before);
  if (!oldest) return ok(`${open} being erased from the files`);
  const why = obstacles.map((obstacle) => obstacle ?? 'not tried').join(', ');
  return { state: 'warning', detail: `${late} not erased from the files since ${minute(oldest)} (${why})` };
}

async function checkJobs({ db }: Checked): Promise<Finding> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from pgboss.job where state = 'created' and start_after < now() - ${maxWaitMinutes} * interval '1 minute'
      limit 1000) late`.execute(db.read);
  const { count } = rows[0]!;
  const detail = `${count} jobs due for more than ${maxWaitMinutes} minutes`;
  return { state: count ? 'warning' : 'ok', detail };
}
