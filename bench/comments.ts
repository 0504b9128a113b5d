import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { composeModules, loadExample } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { openApp } from '../src/platform/app.ts';
import { createLog } from '../src/platform/log/log.ts';
import { systemPrincipal, run } from '../src/platform/operation.ts';
import { changeCommenting } from '../src/publishing/comments/change-commenting.ts';
import { listPublicArticles } from '../src/publishing/articles/list-articles.ts';
import { PublicationCache } from '../src/publishing/publication/publication-cache.ts';
import { PageCache } from '../src/web/kit/middleware/page-cache.ts';
import { routes, slugify } from '../src/web/routes.ts';
import { machine, quantile } from './measure/numbers.ts';

/**
 * Measures how fast an article loads without and with a flood of comments on it. Loads start at a steady rate. Each
 * comment comes from another IP address and has other words. Periods with and without the flood alternate, so that a
 * busy machine slows both alike. READS=200 and COMMENTS=200 set how many loads and comments are sent per second.
 * STRETCHES=6 sets the number of periods with the flood, SECONDS=10 the length of each period. DATABASE_URL measures a
 * server database.
 */
export async function bench(): Promise<void> {
  const number = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);
  const [reads, comments, stretches, seconds] = [
    number('READS', 200),
    number('COMMENTS', 200),
    number('STRETCHES', 6),
    number('SECONDS', 10),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent', KRONIKA_TRUSTED_PROXIES: '127.0.0.1' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const pages = new PageCache({ kind: config.databaseUrl ? 'server' : 'embedded' });
  const paper = new PublicationCache({ changed: () => pages.drop(), failed: (error) => console.error(error) });
  const modules = composeModules();
  const { app, close } = await openApp(config, {
    ...modules,
    listeners: [...modules.listeners, paper.listener, pages.listener],
  });
  const stop = await pages.open(app.db);
  try {
    await loadExample(app);
    await paper.open(app.db.read);
    await run(app, changeCommenting, systemPrincipal, { version: 0, to: { mode: 'anonymous' } });
    const [article] = (await listPublicArticles(app.db.read, { size: 1 })).articles;
    if (!article) throw new Error('The sample data has no article.');
    const server = createAdaptorServer({ fetch: openWeb(app, createLog('silent'), { pages, paper }).fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const read = base + routes.article({ number: article.number, slug: slugify(article.headline) });
    const write = base + routes.comments({ number: article.number });
    const all: Record<'quiet' | 'storm', Stretch[]> = { quiet: [], storm: [] };
    await ask('reads', read, reads, 3);
    for (let index = 0; index < stretches; index++)
      for (const kind of index % 2 ? (['storm', 'quiet'] as const) : (['quiet', 'storm'] as const)) {
        const before = process.cpuUsage();
        const [reading, storm] = await Promise.all([
          ask('reads', read, reads, seconds),
          kind === 'storm' ? ask('comments', write, comments, seconds, index) : null,
        ]);
        const { user, system } = process.cpuUsage(before);
        all[kind].push({
          times: reading.times,
          cpu: (user + system) / 1000 / seconds,
          statuses: storm?.statuses ?? {},
        });
      }
    server.close();
    const { rows } = await app.db.executeSql('select count(*)::int as count from reader_comment', []);
    const statuses: Record<string, number> = {};
    for (const { statuses: some } of all.storm)
      for (const [status, count] of Object.entries(some)) statuses[status] = (statuses[status] ?? 0) + count;
    console.log(
      `${app.db.kind}, ${machine()}; ${reads} reads a second, ${comments} comments a second in the storm, ${stretches} stretches of ${seconds} s each`,
    );
    for (const kind of ['quiet', 'storm'] as const) {
      const times = all[kind].flatMap((one) => one.times);
      console.log(
        `  ${kind.padEnd(6)} ${times.length} reads, median ${quantile(times, 0.5).toFixed(2)} ms, mean ${mean(times).toFixed(2)}, p95 ${quantile(times, 0.95).toFixed(2)}, p99 ${quantile(times, 0.99).toFixed(2)}; ${mean(all[kind].map((one) => one.cpu)).toFixed(0)} ms CPU a second`,
      );
    }
    const ratios = (of: (times: readonly number[]) => number): number[] =>
      all.quiet.map((quiet, index) => of(all.storm[index]!.times) / of(quiet.times));
    for (const [name, of] of [
      ['medians', (times: readonly number[]) => quantile(times, 0.5)],
      ['means', mean],
    ] as const)
      console.log(
        `  ratio of ${name}, storm to quiet: ${mean(ratios(of)).toFixed(3)} (of ${ratios(of)
          .map((one) => one.toFixed(2))
          .join(', ')})`,
      );
    console.log(
      `  answers to comments: ${Object.entries(statuses)
        .map(([status, count]) => `${status} ${count}`)
        .join(', ')}; kept ${(rows[0] as { count: number }).count}`,
    );
  } finally {
    await stop();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Stretch = { times: number[]; cpu: number; statuses: Record<string, number> };

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/**
 * A client in a separate process, so that its work does not count as the server's. The client sends requests at a
 * steady rate, even if earlier ones are not answered yet.
 */
const client = `
import http from 'node:http';
const [what, url, rate, seconds, round] = process.argv.slice(-5);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const times = [], statuses = {}, under = [];
let sent = 0;
const words = ['court', 'search', 'newsroom', 'editor', 'law', 'fine', 'police', 'letter', 'source', 'witness', 'city', 'judge'];
const text = (n) => Array.from({ length: 30 }, (_, i) => words[(n * 7 + i * (n % 11 + 1)) % words.length]).join(' ') + ' ' + round + ' ' + n;
const ask = (n) => new Promise((resolve, reject) => {
  const began = performance.now();
  const body = what === 'comments' ? new URLSearchParams({ name: 'Reader ' + n, text: text(n) }).toString() : '';
  const request = http.request(url, { agent, method: body ? 'POST' : 'GET', headers: { 'accept-encoding': 'br', ...(body ? { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), 'x-forwarded-for': '198.' + (18 + (n >> 16) % 2) + '.' + ((n >> 8) & 255) + '.' + (n & 255) } : {}) } }, (answer) => {
    statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
    answer.resume().on('end', () => { times.push(performance.now() - began); resolve(); });
  });
  // If the server was closing the reused connection, the request is sent again, and its time starts again.
  request.on('error', (error) => (request.reusedSocket && error.code === 'ECONNRESET' ? ask(n).then(resolve, reject) : reject(error)));
  request.end(body);
});
const start = performance.now();
await new Promise((done) => {
  const timer = setInterval(() => {
    const due = Math.min((performance.now() - start) / 1000, Number(seconds)) * Number(rate);
    while (sent < due) under.push(ask(Number(round) * 20000 + sent++));
    if (performance.now() - start >= Number(seconds) * 1000) { clearInterval(timer); done(); }
  }, 5);
});
await Promise.all(under);
agent.destroy();
process.stdout.write(JSON.stringify({ times: times.map((one) => Math.round(one * 1000) / 1000), statuses }));
`;

async function ask(
  what: 'reads' | 'comments',
  url: string,
  rate: number,
  seconds: number,
  round = 0,
): Promise<{ times: number[]; statuses: Record<string, number> }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', client, '--', what, url, String(rate), String(seconds), String(round)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error('The client failed.');
  return JSON.parse(output) as { times: number[]; statuses: Record<string, number> };
}
