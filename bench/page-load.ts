import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { composeModules, loadExample } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { openApp } from '../src/platform/app.ts';
import { createLog } from '../src/platform/log/log.ts';
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { listPublicArticles } from '../src/publishing/articles/list-articles.ts';
import { PageCache } from '../src/web/kit/middleware/page-cache.ts';
import { routes, slugify } from '../src/web/routes.ts';

type Reading = { first: number; largest: number; shift: number; bytes: number };

/**
 * Measures first paint, largest paint and layout shift of an article on a slow phone: 1.6 Mbit/s, 300 ms round trip, a
 * processor four times slower, and an empty cache. ROUNDS=7 sets how often the article is loaded.
 */
export async function bench(): Promise<void> {
  const rounds = Number(process.env.ROUNDS ?? 7);
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = {
    ...readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent' }),
    databaseUrl: process.env.DATABASE_URL,
  };
  const pages = new PageCache({ kind: config.databaseUrl ? 'server' : 'embedded' });
  const modules = composeModules();
  const { app, close } = await openApp(config, { ...modules, listeners: [...modules.listeners, pages.listener] });
  const stop = await pages.open(app.db);
  const server = createAdaptorServer({ fetch: openWeb(app, createLog('silent'), { pages }).fetch });
  const browser = await launchBrowser();
  try {
    await loadExample(app);
    const [article] = (await listPublicArticles(app.db.read, { size: 1 })).articles;
    if (!article) throw new Error('The sample data has no article.');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${routes.article({ number: article.number, slug: slugify(article.headline) })}`;
    console.log(
      `${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}, Node ${process.version}, Chromium ${browser.version()}; 1.6 Mbit/s, 300 ms, a processor four times slower; medians of ${rounds}`,
    );
    for (const [name, viewport] of [
      ['a phone', { width: 390, height: 844 }],
      ['a desk', { width: 1280, height: 900 }],
    ] as const) {
      const readings: Reading[] = [];
      for (let round = 0; round <= rounds; round++) {
        const reading = await read(browser, url, viewport);
        // The first round warms up.
        if (round > 0) readings.push(reading);
      }
      const of = (which: keyof Reading): number[] => readings.map((one) => one[which]).toSorted((a, b) => a - b);
      const median = (which: keyof Reading): number => of(which)[Math.floor(rounds / 2)]!;
      console.log(
        `  on ${name.padEnd(8)} first paint ${median('first').toFixed(0)} ms, largest ${median('largest').toFixed(0)} ms (worst ${of('largest').at(-1)!.toFixed(0)}), moved by ${Math.max(...of('shift')).toFixed(4)}, ${(median('bytes') / 1024).toFixed(0)} KB in all; ratio of the largest paint to 1.5 s ${(median('largest') / 1500).toFixed(2)}`,
      );
    }
  } finally {
    await browser.close();
    server.close();
    await stop();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function read(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  url: string,
  viewport: { width: number; height: number },
): Promise<Reading> {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 300,
      downloadThroughput: 1_600_000 / 8,
      uploadThroughput: 750_000 / 8,
    });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    let bytes = 0;
    devtools.on('Network.loadingFinished', (event) => void (bytes += event.encodedDataLength));
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForLoadState('networkidle');
    const painted = await page.evaluate(async () => {
      const entries = (type: string): Promise<PerformanceEntry[]> =>
        new Promise((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
          observer.observe({ type, buffered: true });
          setTimeout(() => resolve([]), 300);
        });
      const [paints, largest, shifts] = [
        await entries('paint'),
        await entries('largest-contentful-paint'),
        await entries('layout-shift'),
      ];
      return {
        first: paints.find((one) => one.name === 'first-contentful-paint')?.startTime ?? Number.NaN,
        largest: largest.at(-1)?.startTime ?? Number.NaN,
        shift: shifts.reduce((sum, one) => sum + (one as PerformanceEntry & { value: number }).value, 0),
      };
    });
    return { ...painted, bytes };
  } finally {
    await context.close();
  }
}
