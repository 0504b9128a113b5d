import type PgBoss from 'pg-boss';
import { readClock, refuseIfClockJumped } from '../clock/clock.ts';
import { AppError, asAppError } from '../errors.ts';
import { bossOn, defaults, extendLeases, jobsChannel, requeueJob, takeOver, type Job } from './jobs.ts';
import { lockdownSince, watchLockdown, type LockdownWatch } from '../lockdown.ts';
import type { Log } from '../log/log.ts';
import { Counter } from '../metrics/metrics.ts';
import { parseInput, type App } from '../operation.ts';

/** Runs the jobs of all queues. */
export type Jobs = {
  start(): Promise<void>;
  /** Starts no more jobs, and waits for the running ones. After `graceMs` milliseconds, aborts their signals. */
  stop(graceMs?: number): Promise<void>;
};

export type JobsOptions = {
  /**
   * Milliseconds between polls. Polling finds jobs for which no notification comes: retries, scheduled jobs, and jobs
   * whose notification was lost.
   */
  pollMs?: number;
  /** Milliseconds after the start until scheduled jobs that are due are sent for the first time. */
  firstCheckMs?: number;
  /** Milliseconds in which a handler must end after its signal was aborted. */
  endingMs?: number;
  /**
   * Milliseconds after its last heartbeat at which other processes take over the jobs of a process. A process sends
   * three heartbeats in this time.
   */
  leaseMs?: number;
};

export const jobsCounted = new Counter<'queue' | 'result'>(
  'kronika_jobs_total',
  'Jobs that this process has run. Failed: it may run again. Returned: it waits for the end of a lockdown, for free disk space, or for the right time.',
  [],
);

const hour = 3_600_000;
/** Milliseconds between two deletions of old jobs. */
const maintenanceInterval = 600_000;
/** Seconds until a job runs again after a full disk or a jump of the clock has stopped it. */
const pause = 300;

/**
 * Starts one worker per queue. When a transaction with `sendJob` commits, NOTIFY wakes the workers of that queue in all
 * processes. So workers can poll rarely, which matters on the embedded database, where every poll delays readers.
 *
 * In lockdown no job runs, and the queue does not change. After the lockdown, the waiting jobs run.
 */
export function openJobs(app: App, all: readonly Job[], log: Log, options: JobsOptions = {}): Jobs {
  const jobs = all.filter(({ isFor }) => isFor?.(app.config) ?? true);
  const { pollMs = 20_000, firstCheckMs = 20_000, endingMs = 5_000, leaseMs = 40_000 } = options;
  const running = new Set<Promise<unknown>>();
  let lockdown: LockdownWatch | undefined;
  let work: Work | undefined;
  let turning: Promise<void> = Promise.resolve();

  // pg-boss does not wait for all of its statements. They are collected here, so that the database is closed after
  // them.
  const executeSql = (sql: string, values?: unknown[]): Promise<{ rows: unknown[] }> => {
    const query = app.db.executeSql(sql, values);
    const done = query.catch(() => {}).finally(() => running.delete(done));
    running.add(done);
    return query;
  };

  const sendDue = async ({ boss, workers }: Work): Promise<void> => {
    for (const { name, everyHours } of jobs) {
      if (everyHours === undefined) continue;
      const sent = await boss.send(name, {}, { singletonKey: 'every', singletonSeconds: everyHours * 3600 });
      if (sent) workers.find((worker) => worker.name === name)?.wake();
    }
  };

  /** Takes over the jobs of processes that have died. */
  const takeOverLost = async (boss: PgBoss, lease: number): Promise<void> => {
    for (const { name, id, again } of await takeOver({ executeSql }, lease)) {
      log.warn({ job: name, id, again }, 'job of a dead process taken over');
      if (!again) await boss.fail(name, id, { reason: 'abandoned' });
    }
  };

  /** Deletes old jobs, unless the clock has jumped, because then jobs that are not old might be deleted. */
  const maintain = async ({ boss }: Work): Promise<void> => {
    if (app.guardsClock && (await readClock(app)).jumped) return;
    await boss.maintain();
  };

  const begin = async (): Promise<void> => {
    if (work) return;
    const boss = await bossOn({ executeSql });
    boss.on('error', (err) => log.error({ err }, 'queue failed'));
    await boss.start();
    // Only one process can use the embedded database, so jobs that are marked as running come from a dead process.
    if (app.db.kind === 'embedded') await takeOverLost(boss, 0);
    const abort = new AbortController();
    const workers = jobs.map((job) => new Worker(job, { boss, app, log, pollMs, stop: abort.signal }));
    const wakeAll = (): void => workers.forEach((worker) => worker.wake());
    const unlisten = await app.db.listen(
      jobsChannel,
      (name) => workers.find((worker) => worker.name === name)?.wake(),
      wakeAll,
    );
    for (const worker of workers) worker.start();
    const begun: Work = { boss, workers, abort, unlisten, timers: [] };
    const sendDueJobs = (): void =>
      void sendDue(begun).catch((err: unknown) => log.error({ err }, 'scheduled jobs that are due could not be sent'));
    const deleteOldJobs = (): void =>
      void maintain(begun).catch((err: unknown) => log.error({ err }, 'old jobs could not be deleted'));
    const beat = (): void =>
      void extendLeases(
        { executeSql },
        workers.flatMap((worker) => worker.current() ?? []),
      )
        .then(() => takeOverLost(boss, leaseMs))
        .catch((err: unknown) => log.error({ err }, 'it could not be told which jobs are running'));
    if (app.db.kind === 'server') begun.timers.push(setInterval(beat, leaseMs / 3).unref());
    begun.timers.push(
      setTimeout(sendDueJobs, firstCheckMs).unref(),
      setInterval(sendDueJobs, hour).unref(),
      setInterval(deleteOldJobs, maintenanceInterval).unref(),
    );
    work = begun;
  };

  const end = async (graceMs: number, reason: AppError): Promise<void> => {
    if (!work) return;
    const { boss, workers, abort, unlisten, timers } = work;
    work = undefined;
    for (const timer of timers) clearTimeout(timer);
    const stopped = Promise.all(workers.map((worker) => worker.stop()));
    if (!(await within(stopped, graceMs))) {
      abort.abort(reason);
      if (!(await within(stopped, endingMs))) for (const worker of workers) await worker.giveUp();
    }
    await unlisten().catch(() => {});
    await boss.stop({ timeout: 1000 });
    await Promise.all(running);
  };

  const turn = (locked: boolean): void => {
    turning = turning
      .then(() => (locked ? end(0, new AppError('lockdown')) : begin()))
      .catch((err: unknown) => log.error({ err, locked }, 'jobs could not be stopped or started for the lockdown'));
  };

  return {
    async start() {
      lockdown = await watchLockdown(app.db, turn, (err) =>
        log.error({ err }, 'could not read whether there is a lockdown'),
      );
      const first = turning.then(() => (lockdown!.on ? undefined : begin()));
      turning = first.catch(() => {});
      await first;
    },
    async stop(graceMs = 10_000) {
      await lockdown?.close();
      await turning;
      await end(graceMs, new AppError('cancelled'));
    },
  };
}

/** The parts that must be stopped when the jobs stop. */
type Work = {
  boss: PgBoss;
  workers: Worker[];
  abort: AbortController;
  unlisten(): Promise<void>;
  timers: NodeJS.Timeout[];
};

/** Whether `work` settled in time. */
async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const result = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return result;
}

type WorkerContext = { boss: PgBoss; app: App; log: Log; pollMs: number; stop: AbortSignal };

class Worker {
  readonly name: string;
  #job: Job;
  #context: WorkerContext;
  #ended: Promise<void> | undefined;
  #stopping = false;
  #woken = false;
  #wake: (() => void) | undefined;
  #current: string | undefined;
  /** When the time limit of the current job ends, on the clock of `performance.now()`. */
  #until = 0;

  constructor(job: Job, context: WorkerContext) {
    this.name = job.name;
    this.#job = job;
    this.#context = context;
    for (const result of ['done', 'failed', 'returned']) jobsCounted.add({ queue: job.name, result }, 0);
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** The id of the running job. Undefined after its time limit, so that its lease ends and it can be taken over. */
  current(): string | undefined {
    return performance.now() < this.#until ? this.#current : undefined;
  }

  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#ended;
  }

  /**
   * Gives up a job whose handler does not end. In lockdown, the job goes back to the queue. Otherwise it counts as
   * failed, and is run again only if it has retries left.
   */
  async giveUp(): Promise<void> {
    if (!this.#current) return;
    this.#context.log.warn({ job: this.name, id: this.#current }, 'job did not end in time');
    if (asAppError(this.#context.stop.reason).code === 'lockdown') return this.#putBack(this.#current);
    await this.#settle(() => this.#context.boss.fail(this.name, this.#current!, { reason: 'stopped' }));
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      // A lockdown may have begun before this process was notified of it.
      const locked = await lockdownSince(this.#context.app.db.read).catch(() => null);
      // While the database is unreachable, `fetch` returns nothing, too.
      const [found] = locked ? [] : await this.#context.boss.fetch<object>(this.name, { includeMetadata: true });
      if (found) await this.#perform(found);
      else if (!this.#woken) await this.#sleep();
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#context.pollMs).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #perform({ id, data, retryCount, retryLimit }: PgBoss.JobWithMetadata<object>): Promise<void> {
    const { boss, app, log, stop } = this.#context;
    const longest = (this.#job.minutes ?? defaults.minutes) * 60_000;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(longest)]);
    const started = performance.now();
    this.#current = id;
    this.#until = started + longest;
    try {
      const last = retryCount >= retryLimit;
      if (this.#job.byClock && app.guardsClock) await refuseIfClockJumped(app);
      await app.refreshCaches?.();
      await this.#job.handler({ input: parseInput(this.#job.input, data ?? {}), app, log, signal, last });
      // A handler that catches errors may have ended normally, although a lockdown has rejected its writes. So a job
      // that ends in a lockdown runs again later.
      if (await lockdownSince(app.db.read)) return await this.#putBack(id);
      await this.#settle(() => boss.complete(this.name, id));
      jobsCounted.add({ queue: this.name, result: 'done' });
      log.info({ job: this.name, id, ms: Math.round(performance.now() - started) }, 'job done');
    } catch (err) {
      const { code } = asAppError(err);
      if (code === 'lockdown' || asAppError(stop.reason).code === 'lockdown') return await this.#putBack(id);
      if (code === 'disk_full' || code === 'clock_jumped') return await this.#putBack(id, code);
      log.error({ job: this.name, id, err }, 'job failed');
      jobsCounted.add({ queue: this.name, result: 'failed' });
      // The queue stores the error for days. It gets only the error's code, because the message may have personal data.
      await this.#settle(() => boss.fail(this.name, id, { code }));
    } finally {
      this.#current = undefined;
    }
  }

  /** Returns the job to its queue. After a lockdown it runs at once, otherwise after a pause. */
  async #putBack(id: string, code: 'lockdown' | 'disk_full' | 'clock_jumped' = 'lockdown'): Promise<void> {
    const { app, log } = this.#context;
    jobsCounted.add({ queue: this.name, result: 'returned' });
    log[code === 'lockdown' ? 'info' : 'warn']({ job: this.name, id, code }, 'job returned to its queue');
    await this.#settle(() => requeueJob(app.db, this.name, id, code === 'lockdown' ? 0 : pause));
  }

  /**
   * Stores the result of a job. If that fails, the job remains marked as running. After its time limit it counts as
   * failed, and is run again only if it has retries left.
   */
  async #settle(write: () => Promise<unknown>): Promise<void> {
    await write().catch((err: unknown) =>
      this.#context.log.error({ job: this.name, err }, 'the end of the job could not be stored'),
    );
  }
}
