import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Frame, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { bringInCapture } from '../../../drafting/store/bring-in.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { parseRef } from '../../../record/refs.ts';
import { releaseCapture } from '../../../evidence/release/release-capture.ts';
import { run } from '../../../platform/operation.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { deskOn } from '../../testing/desk.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';
import { createReplay } from './replay-app.ts';

let now = new Date('2026-05-22T09:00:00Z');
let desk: ReturnType<typeof deskOn>;
let client: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let at: { number: number; capture: number };
let replay: ReturnType<typeof createReplay>;
let original = '';
/** What reached the desk, and the original once it was stopped and another listens there. */
const asked: { path: string; cookie: string | undefined }[] = [];
const reached: string[] = [];
const servers: { close(): unknown }[] = [];
afterAll(() => servers.forEach((one) => one.close()));

const heard = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const site = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  desk = deskOn(made.db, {
    assets: assets.folder,
    now: () => now,
    paper: () => publicationOf({ name: 'The Paper', replay: true }),
  });
  client = await desk.join('editor');
  const pages = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' })
      .end(`<title>The search</title><p>They took every computer.</p>
<script>try { new WebSocket('ws://' + location.host + '/socket').onerror = () => {} } catch {}
document.write('<p>Written by its script.</p><img src="/picture.png">')</script>`),
  );
  const port = await heard(pages);
  original = `http://127.0.0.1:${port}`;
  Object.assign(desk.app.config, { allowPrivate: ['127.0.0.1'] });
  const kept = await bringInCapture(desk.app, client.principal, { url: `${original}/story` });
  at = { number: parseRef(kept.source)!.number, capture: parseRef(kept.capture)!.number };
  await new Promise((done) => pages.close(done));
  const after = createServer((request, response) => response.end(void reached.push(request.url!)))
    .on('upgrade', (request, socket) => (reached.push(request.url!), socket.destroy()))
    .listen(port, '127.0.0.1');
  replay = createReplay(desk.app, { error() {} });
  const replayPort = await new Promise<number>((resolve) =>
    servers.push(serve({ fetch: replay.fetch, port: 0, hostname: '127.0.0.1' }, (one) => resolve(one.port))),
  );
  servers.push(after);
  Object.assign(desk.app.config, { replay: { origin: `http://localhost:${replayPort}`, port: replayPort } });
  const web = {
    fetch: (request: Request) => (
      asked.push({ path: new URL(request.url).pathname, cookie: request.headers.get('cookie') ?? undefined }),
      desk.web.fetch(request)
    ),
  };
  return { web, session: client.sessionToken, close: made.drop };
});

/** The frame in which the kept page stands, once its words are there. */
async function replayed(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe.replay').frameLocator('iframe').frameLocator('iframe');
  await inner.getByText('They took every computer.').waitFor({ timeout: 20_000 });
  return (await (await inner.locator('body').elementHandle())!.ownerFrame())!;
}

const deskPage = (): Promise<Response> =>
  Promise.resolve(
    desk.web.request(site.base() + routes.desk.capturePackage(at), { headers: { cookie: client.cookie } }),
  );
const framed = async (): Promise<string | undefined> =>
  /<iframe[^>]* src="([^"]+)"/.exec(await (await deskPage()).text())?.[1]?.replaceAll('&amp;', '&');
const status = async (address: string): Promise<number> => (await replay.request(address)).status;

describe('replay', () => {
  it('opens a kept page with its original gone; neither it nor its viewer reaches the desk or anything else', async () => {
    // The viewer takes the browser's language for a tag; a test's may be none.
    const context = await site.browser().newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name: 'kronika', value: client.sessionToken, url: site.base() }]);
    const cookies: string[] = [];
    const page = await context.newPage();
    context.on(
      'request',
      (request) =>
        void request.allHeaders().then(
          (all) => all['cookie'] && request.url().startsWith('http://localhost') && cookies.push(request.url()),
          () => {},
        ),
    );
    try {
      await page.goto(site.base() + routes.desk.capturePackage(at));
      const frame = await replayed(page);
      expect(await frame.locator('body').innerText()).toContain('Written by its script.');
      const before = asked.length;
      const home = site.base() + routes.desk.home();
      // As the page would, as what it opens with would past its rewriting, and as the viewer around it would.
      for (const one of [frame, frame.parentFrame()!, frame.parentFrame()!.parentFrame()!]) {
        const said = await one.evaluate(async (url) => {
          const read = await fetch(url, { credentials: 'include' }).then(
            (answer) => answer.text(),
            () => 'refused',
          );
          const blind = await fetch(url, { credentials: 'include', mode: 'no-cors' }).then(
            (answer) => answer.text(),
            () => 'refused',
          );
          let above = 'refused';
          try {
            above = window.top!.document.title;
          } catch {
            // As it should be.
          }
          return [read, blind, above, document.cookie].join('\n');
        }, home);
        expect(said).not.toContain('Kronika');
      }
      // A hostile page gets at its viewer, which is not rewritten. Refused or not, the other end knows whether it was reached.
      await frame.parentFrame()!.evaluate(
        (url) =>
          new Promise<void>((resolve) => {
            document.addEventListener('securitypolicyviolation', () => resolve());
            new WebSocket(url).onerror = () => resolve();
          }),
        `${original.replace('http', 'ws')}/socket`,
      );
      expect([asked.slice(before), reached, cookies]).toEqual([[], [], []]);
      // The verdict stands above the frame.
      expect(
        await page.evaluate(
          () =>
            document.querySelector('.notice')!.compareDocumentPosition(document.querySelector('iframe.replay')!) &
            Node.DOCUMENT_POSITION_FOLLOWING,
        ),
      ).toBeTruthy();
      for (const { look, viewport, colorScheme } of looks) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await picture(page, `replay-${look}`);
        expect(await faults(page)).toEqual([]);
      }
    } finally {
      await context.close();
    }
  }, 60_000);

  it('is opened by readers, too, where an editor releases it: once they ask, with no session and no script before', async () => {
    await run(desk.app, setVisibility, client.principal, { things: [`source/${at.number}`], visibility: 'public' });
    await run(desk.app, releaseCapture, client.principal, { capture: `capture/${at.capture}`, released: true });
    const context = await site.browser().newContext({ locale: 'en-US', viewport: { width: 390, height: 844 } });
    const hosts = new Set<string>();
    context.on('request', (request) => hosts.add(new URL(request.url()).origin));
    const page = await context.newPage();
    try {
      await page.goto(site.base() + routes.source({ number: at.number }));
      await page.click(`a[href="${routes.keptPage(at)}"]`);
      await page.waitForURL(site.base() + routes.keptPage(at));
      expect([...hosts]).toEqual([site.base()]);
      for (const { look, viewport, colorScheme } of looks) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await picture(page, `kept-${look}`);
        expect(await faults(page)).toEqual([]);
      }
      await page.click('text=Open the page as it was');
      const frame = await replayed(page);
      expect(await frame.locator('body').innerText()).toContain('Written by its script.');
      await picture(page, 'kept-open');
      expect(await faults(page)).toEqual([]);
      expect([reached, await context.cookies()]).toEqual([[], []]);
    } finally {
      await context.close();
    }
  }, 60_000);

  it('ends with its time, and is for this package, this desk and nobody else', async () => {
    const address = (await framed())!;
    const opened = await replay.request(address);
    expect([opened.status, opened.headers.get('content-security-policy'), opened.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringContaining(`frame-ancestors ${site.base()}`),
      null,
    ]);
    const file = new URL(/source="([^"]+)"/.exec(await opened.text())![1]!, address).href;
    const part = await replay.request(file, { headers: { range: 'bytes=-4' } });
    expect([part.status, (await part.arrayBuffer()).byteLength, await status(file)]).toEqual([206, 4, 200]);
    for (const wrong of [
      address.replace(/desk=.*/, 'desk=https%3A%2F%2Fevil.example'),
      address.replace('/show/', '/package/').replace('?', '/page.wacz?'),
      '/desk',
      routes.desk.capturePackageFile(at),
    ])
      expect(await status(wrong), wrong).toBe(404);
    now = new Date(now.getTime() + 15 * 60_000);
    expect([await status(address), await status(file)]).toEqual([404, 404]);
  });

  it('shows nothing of a package in which a byte is another', async () => {
    const address = (await framed())!;
    const kept = await desk.app.db.read
      .selectFrom('held_file')
      .select(['id', 'sha256'])
      .where('media_type', '=', 'application/wacz')
      .executeTakeFirstOrThrow();
    const bytes = Buffer.from((await desk.app.blobs.get(kept.sha256))!);
    bytes[bytes.indexOf('They took')] = 'W'.charCodeAt(0);
    const sha256 = await desk.app.blobs.put(bytes);
    await desk.app.db.executeSql(`update held_file set sha256 = '${sha256}' where id = ${kept.id}`);
    const shown = await (await deskPage()).text();
    expect(shown).toContain('it is not shown');
    expect(shown).not.toContain('<iframe');
    expect(await status(address)).toBe(404);
  });
});
