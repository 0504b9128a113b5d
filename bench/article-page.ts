import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { composeModules, loadExample } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { createLog } from '../src/platform/log/log.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { openApp } from '../src/platform/app.ts';
import { listPublicArticles } from '../src/publishing/articles/list-articles.ts';
import type { Database } from '../src/platform/database/database.ts';
import { PageCache } from '../src/web/kit/middleware/page-cache.ts';
import { routes, slugify } from '../src/web/routes.ts';

type Load = { rate: number; cpu: number };

/**
 * Measures requests per second and CPU time per page for an article of the sample data: rendered for each request, and
 * taken from the page cache. For comparison, a plain Node server and a bare Hono app send the same bytes from memory.
 * The servers take turns in each round, so that a busy machine slows all alike. ROUNDS=5 sets the number of rounds,
 * SECONDS=2 how long each server is measured in a round. ARTICLES=100000 first fills the record with copies of the
 * article. DATABASE_URL measures a server database instead of the embedded one.
 */
export async function bench(): Promise<void> {
  const [rounds, seconds] = [Number(process.env.ROUNDS ?? 5), Number(process.env.SECONDS ?? 2)];
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const pages = new PageCache({ kind: config.databaseUrl ? 'server' : 'embedded' });
  const modules = composeModules();
  const { app, close } = await openApp(config, { ...modules, listeners: [...modules.listeners, pages.listener] });
  const stop = await pages.open(app.db);
  try {
    await loadExample(app);
    const [article] = (await listPublicArticles(app.db.read, { size: 1 })).articles;
    if (!article) throw new Error('The sample data has no article.');
    const articles = Number(process.env.ARTICLES ?? 0);
    if (articles > 0) await fill(app.db, article.number, articles);
    const path = routes.article({ number: article.number, slug: slugify(article.headline) });
    const log = createLog('silent');
    const kept = openWeb(app, log, { pages });
    const sample = await kept.request(path, { headers: { 'accept-encoding': 'br' } });
    const bytes = Buffer.from(await sample.arrayBuffer());
    const headers = Object.fromEntries(sample.headers);
    const { Hono } = await import('hono');
    const bare = new Hono().get(path, () => new Response(bytes, { headers }));
    const servers = {
      'same bytes, plain Node': createServer((_, response) => response.writeHead(200, headers).end(bytes)),
      'same bytes, bare Hono': createAdaptorServer({ fetch: bare.fetch }),
      'page cache': createAdaptorServer({ fetch: kept.fetch }),
      'made anew': createAdaptorServer({ fetch: openWeb(app, log).fetch }),
    };
    const loads = new Map<string, Load[]>(Object.keys(servers).map((name) => [name, []]));
    for (const server of Object.values(servers))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    for (let round = 0; round <= rounds; round++)
      for (const [name, server] of Object.entries(servers)) {
        const load = await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, seconds);
        // The first round warms up.
        if (round > 0) loads.get(name)!.push(load);
      }
    for (const server of Object.values(servers)) server.close();
    show(app.db.kind, bytes.byteLength, loads);
  } finally {
    await stop();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Copies a published article `count` times with its revision, edition and notes, directly into the tables. Publishing
 * so many articles one by one would take an hour, and only reading is measured.
 */
async function fill(db: Database, number: number, count: number): Promise<void> {
  const far = 10_000_000;
  const { rows } = await db.executeSql(
    `select t.id, d.revision_id, d.edition_id from thing t join document d on d.id = t.id where t.kind = 'article' and t.number = $1`,
    [number],
  );
  const [from] = rows as { id: number; revision_id: number; edition_id: number }[];
  await db.transaction(async (tx) => {
    const copy = async (table: string, where: string, others: Readonly<Record<string, string>>): Promise<void> => {
      const { rows: columns } = await db.executeSql(
        `select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER'`,
        [table],
        tx,
      );
      const names = (columns as { name: string }[]).map((one) => one.name);
      const quoted = (list: readonly string[]): string => list.map((one) => `"${one}"`).join(', ');
      await db.executeSql(
        `insert into "${table}" (${quoted(names)}) overriding system value select ${names.map((name) => others[name] ?? `s."${name}"`).join(', ')} from "${table}" s cross join generate_series(1, ${count}) as n where ${where}`,
        [],
        tx,
      );
    };
    const [thing, revision, edition] = [`${far} + n`, `${2 * far} + n`, `${3 * far} + n`];
    await copy('thing', `s.id = ${from!.id}`, { id: thing, number: `${far} + n` });
    await copy('document', `s.id = ${from!.id}`, { id: thing, revision_id: revision, edition_id: edition });
    await copy('revision', `s.id = ${from!.revision_id}`, { id: revision, document_id: thing });
    await copy('edition', `s.id = ${from!.edition_id}`, { id: edition, document_id: thing, revision_id: revision });
    await copy('published_citation', `s.edition_id = ${from!.edition_id}`, { edition_id: edition });
    await copy('revision_case', `s.revision_id = ${from!.revision_id}`, { revision_id: revision });
  });
  await db.executeSql('analyze');
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function show(kind: string, size: number, loads: ReadonlyMap<string, Load[]>): void {
  const reference = median(loads.get('same bytes, bare Hono')!.map((load) => load.rate));
  console.log(
    `${kind}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}; an article of ${(size / 1024).toFixed(1)} KB packed; medians`,
  );
  for (const [name, all] of loads) {
    const rate = median(all.map((load) => load.rate));
    console.log(
      `  ${name.padEnd(24)} ${rate.toFixed(0).padStart(6)} requests/s  ${median(all.map((load) => load.cpu)).toFixed(3)} ms CPU a page  ratio to bare Hono ${(rate / reference).toFixed(2)}`,
    );
  }
}

/** A separate process sends requests on eight connections, so that its work is not counted here. */
const client = `
import http from 'node:http';
const [url, seconds] = process.argv.slice(-2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
const until = performance.now() + Number(seconds) * 1000;
let done = 0;
const ask = () => new Promise((resolve, reject) => {
  http.get(url, { agent, headers: { 'accept-encoding': 'br' } }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(String(answer.statusCode)));
    answer.resume().on('end', () => { done++; resolve(); });
  }).on('error', reject);
});
await Promise.all(Array.from({ length: 8 }, async () => { while (performance.now() < until) await ask(); }));
agent.destroy();
process.stdout.write(String(done));
`;

async function run(url: string, seconds: number): Promise<Load> {
  const before = process.cpuUsage();
  const child = spawn(process.execPath, ['--input-type=module', '-e', client, '--', url, String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The client failed.');
  const { user, system } = process.cpuUsage(before);
  const done = Number(said);
  return { rate: done / seconds, cpu: (user + system) / 1000 / done };
}
