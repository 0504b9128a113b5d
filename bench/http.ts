import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { routes, slugify } from '../src/web/routes.ts';
import type { App } from '../src/platform/operation.ts';
import { listPublicArticles } from '../src/publishing/articles/list-articles.ts';
import { withCopy, openFolder } from './fill/records.ts';
import { writer } from './fill/words.ts';
import { ghostFolder, startGhost } from './http/ghost.ts';
import { serveIfAsked, startKronika, startPage, type Served } from './http/servers.ts';
import { prepareWrites, send, type Writes, type Written } from './http/writes.ts';
import { hasOwnCores, requireWrk, wrk, type Load } from './http/wrk.ts';
import { isBusy, machine, median, quantile } from './measure/numbers.ts';

const script = fileURLToPath(import.meta.url);
const isServer = serveIfAsked();
const setting = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

/** Maximum number of pages that are requested in turn, after a start and during writes. */
const maxPages = 205;

type Addresses = { article: string; uncached: Record<string, string[]>; pages: string[] };

/**
 * Measures how fast readers get pages over HTTP:
 *
 * - A cached article, as fast as `wrk` can request it.
 * - Pages that are not cached, with their processor time and SQL statements.
 * - The first five seconds after a start, `maxPages` pages in turn.
 * - The same pages with one write a second, for each kind of write, and without writes.
 *
 * For comparison, a bare Hono app sends the compressed bytes of the same article. A bare TCP server sends them without
 * parsing the request, which shows how fast `wrk` itself can be. GHOST=FOLDER measures the Ghost that is installed in
 * this folder, too; GHOST_NODE=PATH is the Node that runs it. If `taskset` exists and there are two cores, the server
 * runs on one core and `wrk` on another.
 *
 * CASES=1000 is the number of cases. The record is stored for later runs (KRONIKA_BENCH_DATA is its folder). Each
 * measurement is repeated three times (ROUNDS=3) and takes five seconds (SECONDS=5; after a start, always five).
 * ONLY=cached,uncached,start,writes selects parts.
 *
 * `wrk` uses 16 connections (one for pages that are not cached). Each waits for a response before it sends the next
 * request. So a pause of the server delays only 16 requests, and p99 looks better than it is for readers, who would keep
 * sending requests (coordinated omission).
 */
export async function bench(): Promise<void> {
  if (isServer) return;
  requireWrk();
  const cases = setting('CASES', 1_000);
  const [rounds, seconds] = [setting('ROUNDS', 3), setting('SECONDS', 5)];
  const only = process.env.ONLY?.split(',');
  const isSelected = (part: string): boolean => !only || only.includes(part);
  await withCopy(cases, async (folder) => {
    const { addresses, writes } = await prepare(folder, 3 * rounds * (seconds + 2));
    console.log(
      `${machine()}; ${cases.toLocaleString('en')} cases, embedded; ${hasOwnCores ? 'the server on one core, wrk on another' : 'the server and wrk share the cores'}; medians of ${rounds} × ${seconds} s`,
    );
    if (isBusy()) console.log('Others use this machine, so rates say little. Compare the processor time of a page.');
    const ghost = ghostFolder();
    if (!ghost) console.log('Ghost is not measured. To measure it, set GHOST to the folder of an installation.');
    if (isSelected('start')) await measureStart(folder, addresses, { rounds, ghost });
    const server = await startKronika(script, folder);
    try {
      await server.idle();
      if (isSelected('cached')) await measureCached(server, addresses.article, { rounds, seconds, ghost });
      if (isSelected('uncached')) await measureUncached(server, addresses.uncached, { rounds, seconds, ghost });
      if (isSelected('writes')) await measureWrites(server, addresses.pages, writes, { rounds, seconds });
    } finally {
      await server.stop();
    }
  });
}

type Turns = { rounds: number; seconds: number };
type MeasureOptions = { ghost: string | null };

/** Chooses the pages, and prepares the writes. */
async function prepare(folder: string, maxWrites: number): Promise<{ addresses: Addresses; writes: Writes }> {
  const { app, close } = await openFolder(folder);
  try {
    const addresses = await chooseAddresses(app);
    return { addresses, writes: await prepareWrites(app, maxWrites) };
  } finally {
    await close();
  }
}

async function chooseAddresses(app: App): Promise<Addresses> {
  const titled = async (kind: 'case' | 'actor' | 'law' | 'letter', most: number): Promise<string[]> => {
    const { rows } = await app.db.executeSql(
      'select t.number, e.title from thing t join search_entry e on e.thing_id = t.id and e.for_public where t.kind = $1 and not t.example order by t.number limit $2',
      [kind, most],
    );
    const route = { case: routes.case_, actor: routes.actor, law: routes.law, letter: routes.letter }[kind];
    return (rows as { number: number; title: string }[]).map(({ number, title }) =>
      route({ number, slug: slugify(title) }),
    );
  };
  const { articles } = await listPublicArticles(app.db.read, { examples: false, size: 60 });
  const papers = articles.map(({ number, headline }) => routes.article({ number, slug: slugify(headline) }));
  const [cases, actors, laws, letters] = [
    await titled('case', 200),
    await titled('actor', 40),
    await titled('law', 10),
    await titled('letter', 10),
  ];
  const words = writer(5);
  const search = Array.from({ length: 40 }, (_, index) => routes.search({ q: words.word('en', 50 + index * 7) }));
  const lists = [routes.home(), routes.articles(), routes.cases(), routes.actors(), routes.laws(), routes.feedXml()];
  return {
    article: papers[0]!,
    uncached: { article: papers.slice(0, 20), case: cases.slice(0, 40), search, actor: actors, law: laws },
    pages: [...lists, ...papers, ...laws, ...letters, ...actors, ...cases].slice(0, maxPages),
  };
}

/** Runs `wrk`. @throws if a request failed */
async function load(asked: Parameters<typeof wrk>[0]): Promise<Load> {
  const measured = await wrk(asked);
  if (measured.failed) throw new Error(`${measured.failed} of ${measured.requests} requests failed.`);
  return measured;
}

/** Requests each page once, so that it is in the cache. @throws if a response is an error */
async function visit(port: number, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'br' } });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  }
}

const middle = (loads: readonly Load[], what: keyof Load): number => median(loads.map((one) => one[what]));
const line = (name: string, ...parts: readonly (string | false)[]): void =>
  console.log(`  ${name.padEnd(34)} ${parts.filter(Boolean).join('  ')}`);
const rateOf = (rate: number): string => `${rate.toFixed(rate < 100 ? 1 : 0).padStart(7)} requests/s`;
const time = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;

async function measureCached(
  server: Served,
  path: string,
  { rounds, seconds, ghost }: Turns & MeasureOptions,
): Promise<void> {
  await visit(server.port, [path]);
  const page = await rawPage(server.port, path);
  const [hono, socket] = [await startPage(script, 'hono', page), await startPage(script, 'socket', page)];
  const other = ghost ? await startGhost(ghost) : null;
  try {
    const servers = { socket, hono, kronika: server };
    const loads = { socket: [] as Load[], hono: [] as Load[], kronika: [] as Load[], ghost: [] as Load[] };
    const cpu = { socket: [] as number[], hono: [] as number[], kronika: [] as number[], ghost: [] as number[] };
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const [name, one] of Object.entries(servers) as [keyof typeof servers, Served][]) {
        const before = (await one.used()).cpu;
        const measured = await load({ port: one.port, paths: [path], seconds });
        if (round === 0) continue;
        loads[name].push(measured);
        cpu[name].push(((await one.used()).cpu - before) / measured.requests);
      }
      if (!other) continue;
      const before = other.cpu();
      const measured = await load({ port: other.port, paths: [other.article], seconds });
      if (round === 0) continue;
      loads.ghost.push(measured);
      cpu.ghost.push((other.cpu() - before) / measured.requests);
    }
    const bare = middle(loads.hono, 'rate');
    console.log(`A cached article, ${(Buffer.from(page.body, 'base64').length / 1024).toFixed(1)} KB compressed`);
    const show = (name: string, of: keyof typeof loads): void =>
      line(
        name,
        rateOf(middle(loads[of], 'rate')),
        `p99 ${time(middle(loads[of], 'p99'))}`,
        `${median(cpu[of]).toFixed(3)} ms CPU a page`,
        `ratio to bare Hono ${(middle(loads[of], 'rate') / bare).toFixed(2)} by rate, ${(median(cpu.hono) / median(cpu[of])).toFixed(2)} by CPU`,
      );
    show('a socket (the limit of the client)', 'socket');
    show('bare Hono, the same bytes', 'hono');
    show('Kronika, from its cache', 'kronika');
    if (other) show('Ghost, its first post', 'ghost');
  } finally {
    await Promise.all([hono.stop(), socket.stop(), other?.stop()]);
  }
}

/** The bytes of a page as they are sent, still compressed. `fetch` would decompress them. */
async function rawPage(port: number, path: string): Promise<{ headers: Record<string, string>; body: string }> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { 'accept-encoding': 'br' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const own = /^(date|connection|keep-alive|transfer-encoding|content-length)$/;
        const headers = Object.fromEntries(
          Object.entries(response.headers).flatMap(([name, value]) =>
            own.test(name) || value === undefined ? [] : [[name, String(value)]],
          ),
        );
        resolve({ headers, body: Buffer.concat(chunks).toString('base64') });
      });
    }).on('error', reject);
  });
}

async function measureUncached(
  server: Served,
  kinds: Readonly<Record<string, string[]>>,
  { rounds, seconds, ghost }: Turns & MeasureOptions,
): Promise<void> {
  const other = ghost ? await startGhost(ghost) : null;
  console.log('Pages that are not cached, one after another (each request has a new address)');
  try {
    const measureGhost = async (): Promise<number> => {
      const costs: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const before = other!.cpu();
        const measured = await load({
          port: other!.port,
          paths: [other!.article],
          seconds,
          connections: 1,
          uncached: true,
        });
        if (round > 0) costs.push((other!.cpu() - before) / measured.requests);
      }
      return median(costs);
    };
    const reference = other ? await measureGhost() : 0;
    if (other) line('Ghost, its first post', `${reference.toFixed(1).padStart(6)} ms CPU a page`);
    for (const [kind, paths] of Object.entries(kinds)) {
      const rows: { load: Load; cpu: number; statements: number; trips: number }[] = [];
      for (let round = 0; round <= rounds; round++) {
        const before = await server.used();
        const measured = await load({ port: server.port, paths, seconds, connections: 1, uncached: true });
        const after = await server.used();
        const each = (what: keyof typeof after): number => (after[what] - before[what]) / measured.requests;
        if (round > 0)
          rows.push({ load: measured, cpu: each('cpu'), statements: each('statements'), trips: each('trips') });
      }
      const cpu = median(rows.map((one) => one.cpu));
      line(
        kind,
        `${cpu.toFixed(1).padStart(6)} ms CPU a page`,
        `p50 ${time(
          middle(
            rows.map((one) => one.load),
            'p50',
          ),
        )}`,
        `p99 ${time(
          middle(
            rows.map((one) => one.load),
            'p99',
          ),
        )}`,
        `${median(rows.map((one) => one.statements)).toFixed(1)} statements in ${median(rows.map((one) => one.trips)).toFixed(1)} round trips`,
        other !== null && `ratio to Ghost ${(cpu / reference).toFixed(2)}`,
      );
    }
  } finally {
    await other?.stop();
  }
}

async function measureStart(
  folder: string,
  { pages }: Addresses,
  { rounds, ghost }: { rounds: number } & MeasureOptions,
): Promise<void> {
  console.log(`The first 5 seconds after a start, ${pages.length} pages in turn`);
  const show = (name: string, loads: readonly Load[]): void =>
    line(
      name,
      rateOf(middle(loads, 'rate')),
      `p99 ${time(middle(loads, 'p99'))}`,
      `longest ${time(middle(loads, 'longest'))}`,
    );
  const [own, theirs]: [Load[], Load[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const server = await startKronika(script, folder);
    own.push(await load({ port: server.port, paths: pages, seconds: 5 }));
    await server.stop();
    if (!ghost) continue;
    const other = await startGhost(ghost);
    theirs.push(await load({ port: other.port, paths: other.paths, seconds: 5 }));
    await other.stop();
  }
  show('Kronika', own);
  if (ghost) show('Ghost, its own pages', theirs);
}

async function measureWrites(
  server: Served,
  pages: readonly string[],
  { token, kinds }: Writes,
  { rounds, seconds }: Turns,
): Promise<void> {
  console.log(`${pages.length} pages in turn, with one write a second`);
  const read = (): Promise<Load> => load({ port: server.port, paths: pages, seconds });
  const quiet: Load[] = [];
  const busy = new Map<string, { loads: Load[]; writes: Written[] }>(
    Object.keys(kinds).map((kind) => [kind, { loads: [], writes: [] }]),
  );
  let written = 0;
  // The first write of a kind loads its code.
  for (const make of Object.values(kinds)) await send(server.port, token, make(written++));
  await visit(server.port, pages);
  for (let round = 0; round < rounds; round++) {
    quiet.push(await read());
    for (const [kind, make] of Object.entries(kinds)) {
      const { loads, writes } = busy.get(kind)!;
      const reading = read();
      // A write does not wait for the one before, as if different people wrote.
      const writing: Promise<Written>[] = [];
      for (let second = 0; second < seconds; second++) {
        writing.push(send(server.port, token, make(written++)));
        await pause(1000);
      }
      loads.push(await reading);
      writes.push(...(await Promise.all(writing)));
      await visit(server.port, pages);
    }
  }
  const usual = middle(quiet, 'rate');
  const show = (name: string, loads: readonly Load[], writes?: readonly Written[]): void => {
    const done = writes?.flatMap(({ ms }) => ms ?? []) ?? [];
    line(
      name,
      rateOf(middle(loads, 'rate')),
      `p50 ${time(middle(loads, 'p50'))}`,
      `p99 ${time(middle(loads, 'p99'))}`,
      `longest ${time(middle(loads, 'longest'))}`,
      `ratio to quiet ${(middle(loads, 'rate') / usual).toFixed(2)}`,
      done.length > 0 && `a write takes ${time(median(done))}, ${time(quantile(done, 1))} at most`,
      writes !== undefined &&
        done.length < writes.length &&
        `${writes.length - done.length} of ${writes.length} refused`,
    );
  };
  show('quiet', quiet);
  for (const [kind, { loads, writes }] of busy) show(kind, loads, writes);
}
