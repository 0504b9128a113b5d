import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../src/accounts/tables.ts';
import { composeModules, loadExample } from '../src/cli/compose.ts';
import { openWeb } from '../src/cli/serve/web.ts';
import { openApp } from '../src/platform/app.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { createLog } from '../src/platform/log/log.ts';
import { launchBrowser } from '../src/platform/testing/browser.ts';
import { routes } from '../src/web/routes.ts';
import { newAccount } from './app/new-account.ts';
import { fileFirstPage, publishCase, reviewArticle, writeArticle } from './first-page/people.ts';
import { report } from './first-page/report.ts';
import { devices, table, Walk, type Device } from './first-page/walk.ts';
import { machine } from './measure/numbers.ts';

/**
 * Simulates how a new contributor adds a first page, on a laptop and on a phone, in a real browser: from the desk's
 * home page to five claims in the record. Then an editor publishes the case and writes an article with a wrong date,
 * which Kronika rejects and the editor corrects. A second editor finds the review and publishes the article. Prints for
 * each step what the person does, how long that takes by the keystroke-level model, and how long the person waited.
 */
export async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kronika-bench-'));
  const config = readConfig({ KRONIKA_DATA: folder, KRONIKA_LOG: 'silent', KRONIKA_ALLOW_PRIVATE: '127.0.0.1' });
  const { app, close } = await openApp(config, composeModules());
  const web = openWeb(app, createLog('silent'));
  let served = 0;
  const server = createAdaptorServer({
    async fetch(request: Request, ...rest: []) {
      const start = performance.now();
      const answer = await web.fetch(request, ...rest);
      served += (performance.now() - start) / 1000;
      return answer;
    },
  });
  // Serves the report at every URL, because each device adds the report from a URL of its own.
  const site = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(report));
  const [base, paper] = [await listen(server), await listen(site)];
  const browser = await launchBrowser();
  try {
    await loadExample(app);
    console.log(`${machine()}, Chromium ${browser.version()}; words at 240 a minute`);
    const walk = async (
      device: Device,
      role: Role,
      go: (walk: Walk) => Promise<void>,
      title: string,
      goal?: number,
    ) => {
      const page = await open(browser, base, device, (await newAccount(app, role)).session);
      const one = new Walk(page, device, () => served);
      try {
        await go(one);
      } catch (error) {
        await page.screenshot({ path: join(tmpdir(), 'kronika-first-page.png') });
        throw error;
      } finally {
        await page.context().close();
      }
      console.log(table(`${title} (${device})`, one.steps, goal));
    };
    for (const [device, goal] of [
      ['laptop', 4 * 60],
      ['phone', 8 * 60],
    ] as const)
      await walk(device, 'monitor', (one) => fileFirstPage(one, `${paper}/${device}`), 'A monitor’s first page', goal);
    await walk('laptop', 'editor', publishCase, 'An editor publishes the case');
    await walk('laptop', 'editor', writeArticle, 'An editor writes an article whose date is wrong');
    await walk('laptop', 'editor', reviewArticle, 'A second editor reviews and publishes it');
  } finally {
    await browser.close();
    server.close();
    site.close();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const listen = (server: Pick<Server, 'listen' | 'address'>): Promise<string> =>
  new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );

async function open(browser: Browser, base: string, device: Device, session: string): Promise<Page> {
  const context = await browser.newContext(devices[device]);
  context.setDefaultTimeout(180_000);
  await context.addCookies([{ name: 'kronika', value: session, url: base }]);
  const page = await context.newPage();
  await page.goto(base + routes.desk.home());
  return page;
}
