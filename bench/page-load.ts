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
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { PageCache } from '../src/web/kit/middleware/page-cache.ts';
import { routes } from '../src/web/routes.ts';
import { pageKinds } from '../src/web/testing/page-kinds.ts';
import { newAccount } from './app/new-account.ts';
import { machine } from './measure/numbers.ts';

type Reading = { first: number; largest: number; shift: number; bytes: number };
const devices = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } };

/**
 * Measures first paint, largest paint, layout shift and kilobytes of each kind of page on slow 4G: 1.6 Mbit/s, 300 ms
 * round trip, and an empty cache. ROUNDS=3 sets how often each page is loaded. SLOW=4 makes the browser's processor
 * four times slower (default: SLOW=1).
 */
export async function bench(): Promise<void> {
  const rounds = Number(process.env.ROUNDS ?? 3);
  const slow = Number(process.env.SLOW ?? 1);
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
    const { session } = await newAccount(app, 'editor');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    console.log(
      `${machine()}, Chromium ${browser.version()}; 1.6 Mbit/s, 300 ms, a processor ${slow} times slower; medians of ${rounds}, and the largest shift`,
    );
    for (const { kind, address, desk } of await pageKinds(app.db.read)) {
      // The URL of an item redirects to the URL with the item's title.
      const url = desk ? base + address : (await fetch(base + address)).url;
      for (const [device, viewport] of Object.entries(devices)) {
        const readings: Reading[] = [];
        for (let round = 0; round <= rounds; round++) {
          const reading = await read(browser, url, { viewport, session, slow });
          // The first round warms up.
          if (round > 0) readings.push(reading);
        }
        const of = (which: keyof Reading): number[] => readings.map((one) => one[which]).toSorted((x, y) => x - y);
        const median = (which: keyof Reading): number => of(which)[Math.floor(rounds / 2)]!;
        console.log(
          `  ${kind.padEnd(10)} ${device.padEnd(5)} first paint ${median('first').toFixed(0)} ms (worst ${of('first').at(-1)!.toFixed(0)}), largest ${median('largest').toFixed(0)} ms, moved by ${of('shift').at(-1)!.toFixed(4)}, ${(median('bytes') / 1024).toFixed(0)} KB; ratio of the first paint to 1.6 s ${(median('first') / 1600).toFixed(2)}`,
        );
      }
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
  { viewport, session, slow }: { viewport: { width: number; height: number }; session: string; slow: number },
): Promise<Reading> {
  const context = await browser.newContext({ viewport });
  try {
    if (new URL(url).pathname.startsWith(routes.desk.home()))
      await context.addCookies([{ name: 'kronika', value: session, url }]);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 300,
      downloadThroughput: 1_600_000 / 8,
      uploadThroughput: 750_000 / 8,
    });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slow });
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
