import { readConfig } from '../../platform/config/config.ts';
import { openInstallation } from '../../platform/installation.ts';
import type { Jobs } from '../../platform/jobs/jobs-runner.ts';
import { isIn } from '../../platform/config/networks.ts';
import type { Engine } from '../../platform/database/embedded/engine.ts';
import { holdNoKeys } from '../../accounts/seal-keys.ts';
import { AppError } from '../../platform/errors.ts';
import { skipIfReadOnly, watchLockdown } from '../../platform/lockdown.ts';
import { createLog, type Log } from '../../platform/log/log.ts';
import { serveSite } from '../../web/kit/served-site.ts';
import { addressOf } from '../perform.ts';
import type { Terminal } from '../terminal.ts';
import type { listen } from './http.ts';
import { observeAll } from './observe.ts';
import { RequestTally } from './metrics/requests.ts';
import type { openWeb } from './web.ts';
import { openWhenFree } from './open-when-free.ts';
import { endAfterUnexpected } from './unexpected.ts';
import type { ProcessRole } from './roles.ts';

/** The parts that the server has opened, in this order, each with a function that closes it. */
type Opened = { what: string; close(): Promise<unknown> }[];

/**
 * What `npm run dev` passes to the server: its own function for receiving HTTP requests, and the compiled engine of the
 * embedded database.
 */
export type Development = { listen: typeof listen; engine: Engine };

/**
 * Serves until Ctrl-C or SIGTERM.
 * @throws AppError `role_needs_server`
 */
export async function serve(
  terminal: Terminal,
  { role = 'all', development }: { role?: ProcessRole; development?: Development } = {},
): Promise<void> {
  const config = readConfig(terminal.env);
  if (role !== 'all' && !config.databaseUrl) throw new AppError('role_needs_server', { details: { role } });
  const log = createLog(config.logLevel);
  const stopping = terminal.interrupted();
  endAfterUnexpected(process, log, () => process.exit(1));
  const opened: Opened = [];
  try {
    await start(terminal, { config, log, stopping, opened, role, development });
    if (!stopping.aborted) await new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }));
    if (process.stderr.isTTY) terminal.err(terminal.t('cli.serve.stopping'));
  } finally {
    await closeAll(opened, log);
  }
}

type Starting = {
  config: ReturnType<typeof readConfig>;
  log: Log;
  stopping: AbortSignal;
  opened: Opened;
  role: ProcessRole;
  development?: Development | undefined;
};

async function start(
  terminal: Terminal,
  { config, log, stopping, opened, role, development }: Starting,
): Promise<void> {
  const lap = stopwatch();
  const [{ openApp }, { composeModules, loadExample }] = await Promise.all([
    import('../../platform/app.ts'),
    import('../compose.ts'),
  ]);
  const modules = composeModules();
  lap('modules');
  // The database opens while the code below is loaded.
  const listeners = [...modules.listeners];
  openInstallation(config.dataDir);
  let isCopying = false;
  const upgrading = (): void => {
    if (!isCopying) log.info({}, 'copying the database before the upgrade');
    isCopying = true;
  };
  const opening = openWhenFree(
    () =>
      openApp(
        config,
        { ...modules, listeners, servesPages: role !== 'worker', upgrading },
        undefined,
        development?.engine,
      ),
    {
      dataDir: config.dataDir,
      stopping,
      waiting: (pid) => log.info({ pid }, 'waiting for a command that uses the data'),
    },
  );
  opening.catch(() => {});
  const [{ openWeb }, { PageCache }, { PublicationCache }, { SupportMessageCache }, { listen }, { openCalls }] =
    await Promise.all([
      import('./web.ts'),
      import('../../web/kit/middleware/page-cache.ts'),
      import('../../publishing/publication/publication-cache.ts'),
      import('../../publishing/support-messages/messages-cache.ts'),
      import('./http.ts'),
      import('./calls.ts'),
    ]).finally(() => lap('web'));
  const pages = new PageCache({ kind: config.databaseUrl ? 'server' : 'embedded' });
  // The caches are created before anything is written, so that they are notified of every change.
  const paper = new PublicationCache({
    changed: () => pages.drop(),
    failed: (err) => log.error({ err }, 'settings could not be read'),
  });
  const supportMessages = new SupportMessageCache({
    changed: () => pages.drop(),
    failed: (err) => log.error({ err }, 'support messages could not be read or counted'),
    timeZone: () => paper.publication.timeZone,
  });
  listeners.push(paper.listener, supportMessages.listener, pages.listener);
  const { endReaders } = await import('../../platform/readers/run-reader.ts');
  opened.push({ what: 'readers', close: async () => endReaders() });
  const { app, close } = await opening;
  opened.push({ what: 'database', close });
  const { endStreams } = await import('../../web/kit/stream.ts');
  opened.push({ what: 'downloads', close: endStreams });
  const marked = app.mark === undefined ? undefined : { mark: app.mark, dataDir: config.dataDir };
  opened.push({ what: 'page cache', close: await pages.open(app.db, marked) });
  // Jobs start last. They are closed after all parts that can enqueue jobs, and before the page cache.
  let jobs: Jobs | undefined;
  opened.push({ what: 'jobs', close: async () => jobs?.stop() });
  await paper.open(app.db.read);
  opened.push({ what: 'support messages', close: await supportMessages.open(app) });
  const lockdown = await watchLockdown(
    app.db,
    (on) => {
      holdNoKeys(on);
      pages.drop();
      log.warn({}, on ? 'lockdown began' : 'lockdown ended');
    },
    (err) => log.error({ err }, 'could not read whether there is a lockdown'),
  );
  holdNoKeys(lockdown.on);
  opened.push({ what: 'lockdown', close: () => lockdown.close() });
  if (app.db.kind === 'server' && role !== 'worker') {
    const { shareSealKeys } = await import('../../accounts/share-seal-keys.ts');
    const { dataDir } = config;
    const close = await shareSealKeys(app.db, {
      dataDir,
      failed: (err) => log.error({ err }, 'keys of sessions could not be shared with other processes'),
    });
    opened.push({ what: 'keys of sessions', close });
  }
  lap('database');
  if (stopping.aborted) return;

  const servesPages = role !== 'worker';
  const runsJobs = role !== 'web';
  // The sample data and the search index are the same for all processes. Only processes that run jobs load and rebuild
  // them.
  const { firstStart } = await import('./first-start.ts');
  const example =
    runsJobs &&
    !lockdown.on &&
    (await firstStart(app, loadExample, (err) =>
      log.error({ err }, 'the sample data could not be loaded; the next start tries again'),
    ));
  lap(example ? 'example' : 'looking');
  const { refreshSearch } = await import('../search-index.ts');
  const rebuilding = (done: number, total: number) => log.info({ done, total }, 'rebuilding the search index');
  if (lockdown.on) log.warn({}, 'in lockdown: nothing is written until `kronika lockdown --end`');
  else if (runsJobs)
    await skipIfReadOnly(
      refreshSearch(app, rebuilding).then((rebuilt) => {
        if (rebuilt) lap('search');
      }),
    );
  if (stopping.aborted) return;

  const web = openWeb(app, log, { pages, paper, supportMessages, lockdown });
  serveSite(app, web);
  const requests = config.metrics ? new RequestTally() : null;
  const observe = observeAll(requests, config.requestLog ? log : null);
  const limited = {
    observe,
    host: config.host,
    queryMs: config.queryLimits.public,
    isShared: (address: string) => isIn([...config.trustedProxies, ...config.sharedAddresses], address),
    limits: { perAddress: config.connectionsPerAddress },
    refused: onceAMinute(() =>
      log.warn(
        { KRONIKA_CONNECTIONS: config.connectionsPerAddress },
        'connections refused: too many from one address. If it is your proxy, set KRONIKA_TRUSTED_PROXIES',
      ),
    ),
  };
  const http = await (development?.listen ?? listen)(servesPages ? web : onlyHealth(web), {
    ...limited,
    port: config.port,
    ...(servesPages && { early: (incoming, outgoing) => pages.answer(incoming, outgoing) }),
  });
  opened.push({ what: 'requests', close: () => http.close() });
  const replay =
    servesPages &&
    config.replay &&
    (await listen((await import('../../web/evidence/replay/replay-app.ts')).createReplay(app, log), {
      ...limited,
      observe: observe && ((seen) => observe({ ...seen, route: 'replay' })),
      port: config.replay.port,
    }));
  if (replay) opened.push({ what: 'replay', close: () => replay.close() });
  const address = addressOf(config, http.port);
  // Links in pages and emails start with the site's public address (`address`). A process without pages prints its own
  // address instead.
  const own = addressOf({ ...config, publicUrl: undefined }, http.port);
  if (requests) {
    const { openMetrics } = await import('./metrics/open-metrics.ts');
    const metrics = await openMetrics({ app, log, role, modules, requests, pages });
    opened.push({ what: 'metrics', close: () => metrics.close() });
  }
  const calls = await openCalls(app, address, log);
  opened.push({ what: 'commands', close: () => calls.close() });
  lap('listening');
  terminal.out(
    servesPages ? terminal.t('cli.serve.running', { address }) : terminal.t('cli.serve.working', { address: own }),
  );
  const { setupLink } = await import('./setup-link.ts');
  const link = lockdown.on || !servesPages ? null : await setupLink(app, address);
  if (link) terminal.out(`\n${terminal.t('cli.serve.setup', { link })}`);
  const { user, system } = process.cpuUsage();
  log.info(
    {
      port: http.port,
      ...(replay && { replay: replay.port }),
      database: app.db.kind,
      role,
      example,
      ms: lap.laps,
      cpu: Math.round((user + system) / 1000),
    },
    'started',
  );

  // Jobs are less urgent than requests, so they start after the server accepts requests.
  if (runsJobs) {
    const { openJobs } = await import('../../platform/jobs/jobs-runner.ts');
    const runner = openJobs(app, modules.jobs, log);
    await runner.start();
    jobs = runner;
    lap('jobs');
    log.debug({ ms: lap.laps }, 'jobs started');
  }

  if (servesPages) {
    const { renderFirstPages } = await import('./first-pages.ts');
    const queryMs = config.queryLimits.public;
    const rendering = renderFirstPages(web, { address, queryMs, stopping })
      .then((pages) => log.debug({ pages }, 'first pages rendered'))
      .catch((err: unknown) => log.error({ err }, 'first pages not rendered'));
    opened.push({ what: 'first pages', close: () => rendering });
  }
  const { collectWhenSettled } = await import('./collect-garbage.ts');
  const cancel = collectWhenSettled();
  opened.push({ what: 'garbage', close: async () => cancel() });
}

/**
 * Closes the HTTP servers and the socket for commands at the same time, and then the other parts in reverse order. If
 * closing one part fails, the others are still closed.
 */
async function closeAll(opened: Opened, log: Log): Promise<void> {
  const close = async ({ what, close }: Opened[number]): Promise<void> => {
    await close().catch((err: unknown) => log.error({ err, what }, 'not closed cleanly'));
  };
  const takesRequests = ({ what }: Opened[number]): boolean =>
    what === 'requests' || what === 'replay' || what === 'commands';
  await Promise.all(opened.filter(takesRequests).map(close));
  for (const one of opened.filter((each) => !takesRequests(each)).reverse()) await close(one);
  log.info({}, 'stopped');
}

/** What a process without pages serves: `/health` and the paths below it. */
const onlyHealth = (web: ReturnType<typeof openWeb>): Pick<typeof web, 'fetch'> => ({
  fetch: (request, ...rest) =>
    /^\/health(?:\/|$)/.test(new URL(request.url).pathname)
      ? web.fetch(request, ...rest)
      : new Response('This process runs jobs and serves no pages.\n', { status: 404 }),
});

function onceAMinute(say: () => void): () => void {
  let last = -Infinity;
  return () => {
    if (performance.now() - last < 60_000) return;
    last = performance.now();
    say();
  };
}

/** Returns a function that stores the milliseconds since its last call in `laps`, under the given name. */
function stopwatch(): ((name: string) => void) & { laps: Record<string, number> } {
  let last = performance.now();
  const laps: Record<string, number> = { boot: Math.round(last) };
  const lap = (name: string): void => {
    const now = performance.now();
    laps[name] = Math.round(now - last);
    last = now;
  };
  return Object.assign(lap, { laps });
}
