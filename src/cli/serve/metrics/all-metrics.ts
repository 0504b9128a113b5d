import { version } from '../../../../package.json';
import { databaseErrors, databaseLoad, roundTrips } from '../../../platform/database/load.ts';
import type { Modules } from '../../../platform/app.ts';
import { jobsCounted } from '../../../platform/jobs/jobs-runner.ts';
import type { Log } from '../../../platform/log/log.ts';
import { mailsCounted } from '../../../platform/mail/mail.ts';
import type { Durations } from '../../../platform/metrics/metrics.ts';
import { processMetrics } from '../../../platform/metrics/process-metrics.ts';
import type { Metric, Sample } from '../../../platform/metrics/text.ts';
import type { App } from '../../../platform/operation.ts';
import type { PageCache } from '../../../web/kit/middleware/page-cache.ts';
import type { ProcessRole } from '../roles.ts';
import { installationReader, type Installation } from './installation.ts';
import type { RequestTally } from './requests.ts';

export type Measured = {
  app: App;
  log: Log;
  role: ProcessRole;
  modules: Pick<Modules, 'jobs' | 'counters' | 'gauges'>;
  requests: RequestTally;
  pages: Pick<PageCache, 'size' | 'bytes'>;
};

type Declared = Omit<Metric, 'samples'> & { values(found: Installation): readonly Sample[] };

const one = (value: number | undefined): Sample[] => (value === undefined ? [] : [{ value }]);
const yes = (state: boolean | undefined): Sample[] => (state === undefined ? [] : [{ value: state ? 1 : 0 }]);
const time = (at: string | undefined): number => (at ? Date.parse(at) / 1000 : 0);

/** The lines of a Prometheus histogram. Each bucket also includes the counts of all smaller buckets. */
function histogram({ bounds, counts, sum }: Durations, labels: Record<string, string> = {}): Sample[] {
  let count = 0;
  const buckets = [...bounds, '+Inf'].map((le, at): Sample => {
    count += counts[at]!;
    return { suffix: '_bucket', labels: { ...labels, le }, value: count };
  });
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count }];
}

/** The metrics of this process. For the whole installation, add up those of all processes. */
function ofProcess({ app, role, modules, requests, pages }: Measured): Declared[] {
  const counters = [jobsCounted, mailsCounted, databaseErrors, ...(modules.counters ?? [])];
  return [
    {
      name: 'kronika_build_info',
      help: 'Always 1. The release, the kind of database and the role.',
      type: 'gauge',
      values: () => [{ value: 1, labels: { version, database: app.db.kind, role } }],
    },
    {
      name: 'kronika_http_requests_total',
      help: 'Requests whose response has ended. Status 499: the client left before.',
      type: 'counter',
      values: () =>
        requests.all.flatMap(({ method, route, statuses }) =>
          [...statuses].map(([status, value]) => ({ value, labels: { method, route, status } })),
        ),
    },
    {
      name: 'kronika_http_request_duration_seconds',
      help: 'From the arrival of a request to the end of its response. A slow line of the reader counts, too.',
      type: 'histogram',
      values: () => requests.all.flatMap(({ method, route, durations }) => histogram(durations, { method, route })),
    },
    {
      name: 'kronika_page_cache_requests_total',
      help: 'Requests for public pages that were sent from the cache (hit), rendered (miss), or sent from the cache although the database did not answer (stale).',
      type: 'counter',
      values: () => Object.entries(requests.cache).map(([result, value]) => ({ value, labels: { result } })),
    },
    {
      name: 'kronika_page_cache_pages',
      help: 'Pages in the cache.',
      type: 'gauge',
      values: () => [{ value: pages.size }],
    },
    {
      name: 'kronika_page_cache_bytes',
      help: 'Size of the cache, at most 64 MiB.',
      type: 'gauge',
      values: () => [{ value: pages.bytes }],
    },
    {
      name: 'kronika_database_connections',
      help: 'Uses of a connection: running (in_use), or waiting for a connection.',
      type: 'gauge',
      values: () => [
        { value: databaseLoad.inUse, labels: { state: 'in_use' } },
        { value: databaseLoad.waiting, labels: { state: 'waiting' } },
      ],
    },
    {
      name: 'kronika_database_query_duration_seconds',
      help: 'Round trips to the database. One can have several statements.',
      type: 'histogram',
      values: () => histogram(roundTrips),
    },
    ...counters.map((counter): Declared => ({
      name: counter.name,
      help: counter.help,
      type: 'counter',
      values: () => counter.values,
    })),
    {
      name: 'kronika_database_up',
      help: 'Whether this process gets an answer from the database within two seconds. Without it, what is of the whole installation is missing.',
      type: 'gauge',
      values: ({ up }) => yes(up),
    },
  ];
}

/** The metrics of the whole installation. Every process reads all of them, so use the largest value and not the sum. */
function ofInstallation({ app, modules }: Measured): Declared[] {
  const queues = modules.jobs.map(({ name }) => name);
  const gauge = (name: string, help: string, values: Declared['values']): Declared => ({
    name,
    help,
    type: 'gauge',
    values,
  });
  return [
    gauge(
      'kronika_jobs',
      'Jobs by queue and state. Retrying: failed, and will run again. Failed: will not run again, for the two days for which they are stored.',
      ({ jobs }) =>
        jobs
          ? queues.flatMap((queue) => {
              const found = jobs.find((state) => state.queue === queue);
              return (['waiting', 'running', 'retrying', 'failed'] as const).map((state) => ({
                value: found?.[state] ?? 0,
                labels: { queue, state },
              }));
            })
          : [],
    ),
    gauge(
      'kronika_jobs_oldest_waiting_seconds',
      'For how long the oldest job of each queue has been due. 0 if none is.',
      ({ jobs }) =>
        jobs
          ? queues.map((queue) => {
              const since = jobs.find((state) => state.queue === queue)?.since;
              const age = since ? Math.max(0, (app.now().getTime() - since.getTime()) / 1000) : 0;
              return { value: age, labels: { queue } };
            })
          : [],
    ),
    ...(modules.gauges ?? []).map(({ name, help }) => gauge(name, help, ({ gauges }) => one(gauges[name]))),
    gauge('kronika_disk_free_bytes', 'Free space of the disk with the data directory.', ({ disk }) => one(disk?.free)),
    gauge('kronika_disk_size_bytes', 'Size of the disk with the data directory.', ({ disk }) => one(disk?.size)),
    gauge('kronika_database_size_bytes', 'Size of the database.', ({ databaseBytes }) => one(databaseBytes)),
    gauge(
      'kronika_backup_last_success_timestamp_seconds',
      'When the last good backup was made. 0 if there is none.',
      ({ backup }) => one(backup && time(backup.made?.at)),
    ),
    gauge(
      'kronika_backup_last_verified_timestamp_seconds',
      'When a backup was last verified. 0 if none was.',
      ({ backup }) => one(backup && time(backup.verified?.at)),
    ),
    gauge('kronika_backup_interval_seconds', 'The time from one backup to the next, as set.', () =>
      one(app.config.backupEvery / 1000),
    ),
    gauge(
      'kronika_backup_lost_files',
      'Files that the last backup lacks, because the store had lost them.',
      ({ backup }) => one(backup && (backup.made?.lost ?? 0)),
    ),
    gauge(
      'kronika_clock_jumped',
      '1 if the clock has jumped by more than two days and no one has accepted it.',
      ({ clockJumped }) => yes(clockJumped),
    ),
    gauge('kronika_migrations_current', '1 if the database fits this release.', ({ migrated }) => yes(migrated)),
    gauge('kronika_lockdown', '1 during a lockdown, in which no job runs.', ({ lockdown }) => yes(lockdown)),
  ];
}

export const scopes = { process: 'This process.', installation: 'The whole installation.' } as const;

/** Returns a function that reads all metrics. */
export function metricsReader(measured: Measured): () => Promise<Metric[]> {
  const read = installationReader(measured.app, measured.modules.gauges ?? [], measured.log);
  const declared = [
    ...ofProcess(measured).map((one) => ({ ...one, help: `${scopes.process} ${one.help}` })),
    ...ofInstallation(measured).map((one) => ({ ...one, help: `${scopes.installation} ${one.help}` })),
  ];
  return async () => {
    const [found, own] = await Promise.all([read(), processMetrics()]);
    return [...declared.map(({ values, ...one }): Metric => ({ ...one, samples: values(found) })), ...own];
  };
}
