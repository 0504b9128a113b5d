import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeModules } from '../src/cli/compose.ts';
import { fetchPage } from '../src/evidence/fetch/fetch-page.ts';
import { checkDuePages, reserveDueWatches } from '../src/evidence/watch/check-due-pages.ts';
import { watchSource } from '../src/evidence/watch/watch-source.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { MemoryCounters } from '../src/platform/limits/counters.ts';
import { openDatabase } from '../src/platform/database/open-database.ts';
import { prepareJobs } from '../src/platform/jobs/queues.ts';
import { systemPrincipal, run, type App } from '../src/platform/operation.ts';
import { openStore } from '../src/platform/storage/open-store.ts';
import { storeCapture } from '../src/record/sources/store-capture.ts';

const hosts = 40;
const body = (page: string, extra = ''): string =>
  `<title>Story ${page}</title><article><h1>Story ${page}</h1>${`<p>What was reported of the matter ${page} by those who followed it for the outlet, in the words they chose.${extra}</p>`.repeat(20)}</article>`;

/**
 * Measures how long it takes to check 10,000 watched pages (WATCHED=10000) on forty local hosts. For comparison, the
 * same pages are only fetched. One page in fifty was altered. Also measures how long it takes to find the due pages
 * when few are due, and how large the database and the blobs become. A server waits for a second between two pages of
 * one host; here, there is no such pause. DATABASE_URL measures a server.
 */
export async function bench(): Promise<void> {
  const count = Number(process.env.WATCHED ?? 10_000);
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder }),
    databaseUrl: process.env.DATABASE_URL,
    allowPrivate: ['127.0.0.0/8'],
  };
  const db = await openDatabase({ dataDir: folder, ...(config.databaseUrl ? { url: config.databaseUrl } : {}) });
  await prepareJobs(db, composeModules().jobs);
  let now = new Date('2026-03-02T10:00:00Z');
  const app: App = {
    db,
    blobs: await openStore(config),
    checks: [],
    listeners: composeModules().listeners,
    now: () => now,
    counters: new MemoryCounters(() => now),
    config,
  };
  let altered = false;
  const servers: Server[] = [];
  const signal = new AbortController().signal;
  try {
    const origins: string[] = [];
    for (let host = 2; host < hosts + 2; host++) {
      const server = createServer(
        ({ url }, response) =>
          void response
            .writeHead(200, { 'content-type': 'text/html' })
            .end(body(url!, altered && Number(url!.slice(1)) % 50 === 0 ? ' A word was added here.' : '')),
      );
      await new Promise<void>((resolve) => server.listen(0, `127.0.0.${host}`, resolve));
      servers.push(server);
      origins.push(`http://127.0.0.${host}:${(server.address() as AddressInfo).port}`);
    }
    config.allowPrivate = origins.map((origin) => new URL(origin).host);
    const urls = Array.from({ length: count }, (_, index) => `${origins[index % hosts]}/${index}`);
    const { extract } = await import('../src/evidence/extract/extract.ts');
    for (const [index, url] of urls.entries()) {
      const bytes = new TextEncoder().encode(body(`/${index}`));
      const { source } = await run(app, storeCapture, systemPrincipal, {
        title: `Story ${index}`,
        method: 'fetch',
        requestedUrl: url,
        finalUrl: url,
        status: 200,
        mediaType: 'text/html',
        bytes,
        text: extract(bytes, { contentType: 'text/html', url }).text,
      });
      await run(app, watchSource, systemPrincipal, { source, every: 'daily' });
    }
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 8 }, async (_, from) => {
        for (let index = from; index < count; index += 8)
          await fetchPage(urls[index]!, { allowPrivate: config.allowPrivate });
      }),
    );
    const fetching = performance.now() - began;
    const rounds: [string, number, number][] = [];
    for (const round of ['as they were', 'one in fifty altered']) {
      altered = round !== 'as they were';
      now = new Date(now.getTime() + 86_400_000);
      const start = performance.now();
      const { looked, found } = await checkDuePages(app, { signal, pause: 0 });
      if (looked !== count || found.length !== (altered ? Math.ceil(count / 50) : 0))
        throw new Error(`${looked} looked at, ${found.length} found`);
      rounds.push([round, performance.now() - start, process.memoryUsage().rss]);
    }
    // In most hours only a few of all pages are due.
    await db.transaction((tx) =>
      tx
        .updateTable('watch')
        .set({ next_at: now })
        .where('source_id', 'in', (eb) => eb.selectFrom('watch').select('source_id').orderBy('source_id').limit(10))
        .execute(),
    );
    const start = performance.now();
    const few = (await run(app, reserveDueWatches, systemPrincipal, {})).length;
    const taking = performance.now() - start;
    const {
      rows: [sizes],
    } = await db.executeSql(
      'select pg_database_size(current_database()) as bytes, (select count(*)::int from capture) as captures',
    );
    let blobs = 0;
    for await (const { size } of app.blobs.list()) blobs += size;
    console.log(`${db.kind}: ${count.toLocaleString('en')} watched pages on ${hosts} hosts`);
    console.log(
      `  fetched only:  ${(fetching / 1000).toFixed(1)} s (${Math.round((count * 1000) / fetching)} a second)`,
    );
    for (const [round, ms, rss] of rounds)
      console.log(
        `  looked at, ${round}:  ${(ms / 1000).toFixed(1)} s (${Math.round((count * 1000) / ms)} a second, ratio ${(ms / fetching).toFixed(2)}), ${Math.round(rss / 1e6)} MB`,
      );
    const { bytes, captures } = sizes as { bytes: number | string; captures: number };
    console.log(
      `  ${few} due of all, taken up:  ${taking.toFixed(1)} ms; ${captures.toLocaleString('en')} captures, database ${Math.round(Number(bytes) / 1e6)} MB, blobs ${Math.round(blobs / 1e6)} MB`,
    );
    console.log(
      `  with a second between two pages of a host, eight hosts at once:  ${Math.ceil(count / Math.min(8, hosts) / 60)} minutes at least`,
    );
  } finally {
    for (const server of servers) server.close();
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
