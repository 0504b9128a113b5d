import type { Server } from 'node:http';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Frame, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { beginLockdown, endLockdown } from '../../../accounts/lockdown/lockdown.ts';
import { addCapture } from '../../../drafting/store/add-page.ts';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { parseRef } from '../../../record/refs.ts';
import { makeCapturePublic } from '../../../evidence/public-captures/make-capture-public.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { deskOn } from '../../testing/desk.ts';
import { routes } from '../../routes.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';
import { checkedPieces } from '../../../platform/storage/blobs.ts';
import { replayToken } from './links.ts';
import { createReplay } from './replay-app.ts';

let now = new Date('2026-05-22T09:00:00Z');
let desk: ReturnType<typeof deskOn>;
let client: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
let at: { number: number; capture: number };
let replay: ReturnType<typeof createReplay>;
let [original, replayOrigin] = ['', ''];
/** Requests that reached this site, which is the desk with its public pages. */
const asked: { path: string; cookie: string | undefined }[] = [];
/** Requests to the original's address. The original is stopped, and another server listens there. */
const reached: string[] = [];
/**
 * Ports of the packets that reached a STUN server. A page can send such packets by WebRTC, which no browser policy
 * prevents.
 */
const packets: number[] = [];
const udp = createSocket('udp4').on('message', (_bytes, { port }) => packets.push(port));
let stun = '';
afterAll(() => udp.close());
const servers: { close(): unknown }[] = [];
afterAll(() => servers.forEach((one) => one.close()));

const heard = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const site = inBrowser(async (assets) => {
  const made = await oneDatabase();
  desk = deskOn(made.db, {
    assets: assets.folder,
    now: () => now,
    paper: () => publicationOf({ name: 'The Paper', replay: true }),
  });
  client = await desk.join('editor');
  const pages = createServer((request, response) =>
    request.url === '/frame.svg'
      ? response
          .writeHead(200, { 'content-type': 'image/svg+xml' })
          .end(
            '<svg xmlns="http://www.w3.org/2000/svg"><script>parent.said.textContent = "A picture ran."; parent.send(self)</script></svg>',
          )
      : response.writeHead(200, { 'content-type': 'text/html' })
          .end(`<title>The search</title><p>They took every computer.</p>
<script>try { new WebSocket('ws://' + location.host + '/socket').onerror = () => {} } catch {}
const send = async (here) => {
  const line = new here.RTCPeerConnection({ iceServers: [{ urls: '${stun}' }] });
  line.createDataChannel('x');
  await line.setLocalDescription(await line.createOffer());
};
send(self).catch(() => {});
document.write('<p>Written by its script.</p><img src="/picture.png">')</script>
<p id="said">Nothing ran.</p>
<img src="data:," onerror="said.textContent = 'A handler ran.'">
<iframe srcdoc="<script>parent.said.textContent = 'A frame ran.'; send(self)</script>"></iframe>
<iframe src="/frame.svg"></iframe>`),
  );
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  stun = `stun:127.0.0.1:${udp.address().port}`;
  const port = await heard(pages);
  original = `http://127.0.0.1:${port}`;
  Object.assign(desk.app.config, { allowPrivate: ['127.0.0.1'] });
  const kept = await addCapture(desk.app, client.principal, { url: `${original}/story` });
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
  replayOrigin = `http://localhost:${replayPort}`;
  Object.assign(desk.app.config, { replay: { origin: replayOrigin, port: replayPort } });
  const web = {
    fetch: (request: Request) => (
      asked.push({ path: new URL(request.url).pathname, cookie: request.headers.get('cookie') ?? undefined }),
      desk.web.fetch(request)
    ),
  };
  return { web, session: client.sessionToken, close: made.drop };
});

/** The frame with the preserved page. Its words have already loaded. */
async function replayed(page: Page): Promise<Frame> {
  const inner = page.frameLocator('iframe').frameLocator('iframe').frameLocator('iframe');
  await inner.getByText('They took every computer.').waitFor({ timeout: 100_000 });
  return page.frames().find((frame) => frame.parentFrame()?.parentFrame()?.parentFrame())!;
}

/** Expects that no script of the page has run, and that nothing was sent by WebRTC. */
async function noScriptRan(frame: Frame): Promise<void> {
  await frame.waitForLoadState();
  const words = await frame.locator('body').innerText();
  expect([words.includes('Nothing ran.'), words.includes('Written by its script.')]).toEqual([true, false]);
  // This packet is sent last. If it is the only one to arrive, the page has sent none.
  const { port } = udp.address();
  udp.send('ours', port, '127.0.0.1');
  await expect.poll(() => packets.splice(0)).toEqual([port]);
}

/** The page of a package at the desk, or the redirect to its replay. */
const deskPage = (open?: boolean): Promise<Response> =>
  Promise.resolve(
    desk.web.request(site.base() + routes.desk.capturePackage(at, { open }), { headers: { cookie: client.cookie } }),
  );
const replayAddress = async (): Promise<string> => (await deskPage(true)).headers.get('location')!;
const status = async (address: string): Promise<number> => (await replay.request(address)).status;

/** Checks a page in both widths, in light and dark mode. Takes screenshots if they are requested. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const { look, viewport, colorScheme } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${look}`);
    expect(await faults(page)).toEqual([]);
  }
}

/** What a script gets when it tries to read the desk, the outermost page, the opener and the cookies. */
async function read(url: string): Promise<unknown[]> {
  const attempts = [
    () => fetch(url, { credentials: 'include' }).then((answer) => answer.text()),
    () => fetch(url, { credentials: 'include', mode: 'no-cors' }).then((answer) => answer.text()),
    () => window.top!.document.title,
    () => window.top!.opener as unknown,
    () => document.cookie,
  ];
  const got: unknown[] = [];
  for (const attempt of attempts)
    try {
      got.push(await attempt());
    } catch {
      got.push('refused');
    }
  return got;
}

/**
 * Tries everything that could navigate the tab, open another tab, connect, or start a worker. Returns the workers that
 * it could start.
 */
async function breakOut([url, socket]: readonly [string, string]): Promise<string[]> {
  const link = (target: string) => Object.assign(document.createElement('a'), { href: url, target });
  const attempts = [
    () => (window.top!.location.href = url),
    () => window.top!.location.replace(url),
    () => window.open(url, '_top'),
    () => window.open(url),
    () => link('_top').click(),
    () => window.top!.document.body.appendChild(link('_self')).click(),
    () => (document.domain = location.hostname),
    () => window.top!.document.body.appendChild(link('_self')).click(),
  ];
  for (const attempt of attempts)
    try {
      attempt();
    } catch {
      // The browser blocked the attempt, as it should.
    }
  await new Promise<void>((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve());
    try {
      new WebSocket(socket).onerror = () => resolve();
    } catch {
      resolve();
    }
  });
  const workers: string[] = [];
  for (const script of ['/replay/viewer-worker.js', '/replay/ui.js'])
    await navigator.serviceWorker.register(script, { scope: '/replay/other/' }).then(
      () => workers.push(script),
      () => {},
    );
  return workers;
}

describe('replay', () => {
  it('opens a preserved page whose original is gone, and neither page nor viewer can reach the desk or another host', async () => {
    // The viewer needs the browser to have a language, and a test browser may have none.
    const context = await site.browser().newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name: 'kronika', value: client.sessionToken, url: site.base() }]);
    const told: string[] = [];
    context.on(
      'request',
      (request) =>
        void request.allHeaders().then(
          (all) =>
            request.url().startsWith(replayOrigin) &&
            (all['cookie'] || all['referer']?.startsWith(site.base())) &&
            told.push(request.url()),
          () => {},
        ),
    );
    const page = await context.newPage();
    try {
      await page.goto(site.base() + routes.desk.capturePackage(at));
      expect(await page.locator('main').innerText()).toContain(`It opens at ${new URL(replayOrigin).host}`);
      await lookAt(page, 'package');
      await page.click('text=Open the preserved page');
      await page.waitForURL(`${replayOrigin}/show/**`);
      const frame = await replayed(page);
      await noScriptRan(frame);
      expect(await page.locator('header').innerText()).toContain('Unaltered: nothing has changed since it was signed.');
      const [before, address] = [asked.length, page.url()];
      // What a script can read in the page, in the frame around it, and in the viewer around the frame.
      const viewer = frame.parentFrame()!.parentFrame()!;
      for (const one of [frame, frame.parentFrame()!, viewer]) {
        const got = await one.evaluate(read, site.base() + routes.desk.home());
        expect(JSON.stringify(got)).not.toContain('Kronika');
        expect(got.slice(2)).toEqual(['refused', null, '']);
      }
      // A hostile page could run its code in the viewer, which is less restricted. The servers list their requests, so
      // the test sees whether the code reached them.
      const away = [`${original}/taken`, `${original.replace('http', 'ws')}/socket`] as const;
      expect(await viewer.evaluate(breakOut, away)).toEqual([]);
      expect([page.url(), context.pages().length, asked.slice(before), reached, told]).toEqual([
        address,
        1,
        [],
        [],
        [],
      ]);
      await lookAt(page, 'replay');
      // Without the frames around it, the preserved page could lead the tab to another site. So it is not shown.
      const alone = await context.newPage();
      expect((await alone.goto(frame.url()))!.status()).toBe(404);
      await alone.goto(viewer.url());
      await alone.getByText('can’t isolate it from this page').waitFor();
    } finally {
      await context.close();
    }
  });

  it('opens a public preserved page for readers on request, without a session', async () => {
    await run(desk.app, setVisibility, client.principal, { things: [`source/${at.number}`], visibility: 'public' });
    await run(desk.app, makeCapturePublic, client.principal, { capture: `capture/${at.capture}`, released: true });
    const context = await site.browser().newContext({ locale: 'en-US', viewport: { width: 390, height: 844 } });
    const hosts = new Set<string>();
    context.on('request', (request) => hosts.add(new URL(request.url()).origin));
    const page = await context.newPage();
    try {
      await page.goto(site.base() + routes.source({ number: at.number }));
      await page.click(`a[href^="${routes.keptPage(at)}"]`);
      await page.waitForURL((url) => url.pathname === routes.keptPage(at));
      expect([...hosts]).toEqual([site.base()]);
      await lookAt(page, 'kept');
      await page.setViewportSize({ width: 390, height: 844 });
      await page.click('text=Open the preserved page');
      const frame = await replayed(page);
      await noScriptRan(frame);
      await picture(page, 'kept-open');
      expect(await faults(page)).toEqual([]);
      expect([reached, await context.cookies()]).toEqual([[], []]);
    } finally {
      await context.close();
    }
  });

  it('says what to do if the browser refuses a service worker', async () => {
    const context = await site.browser().newContext({ locale: 'en-US', viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const refused = () => Promise.reject(new DOMException('The user denied permission', 'SecurityError'));
      if ('serviceWorker' in navigator) navigator.serviceWorker.register = refused;
    });
    try {
      await page.goto(await replayAddress());
      const said = page.frameLocator('iframe').locator('main');
      expect(await said.innerText()).toContain('blocks a function that the copy needs (service workers)');
      await picture(page, 'replay-refused');
    } finally {
      await context.close();
    }
  });

  it('ends after a time, and its link opens only its own package', async () => {
    const asking = await deskPage(true);
    expect([asking.status, asking.headers.get('referrer-policy'), asking.headers.get('cache-control')]).toEqual([
      303,
      'no-referrer',
      'no-store',
    ]);
    const address = asking.headers.get('location')!;
    const opened = await replay.request(address);
    expect([opened.status, opened.headers.get('content-security-policy'), opened.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringContaining("frame-ancestors 'none'"),
      null,
    ]);
    const frame = new URL(/<iframe src="([^"]+)"/.exec(await opened.text())![1]!, address).href;
    const shown = await replay.request(frame);
    expect(shown.headers.get('content-security-policy')).toContain(
      '; sandbox allow-scripts allow-same-origin allow-forms;',
    );
    const file = new URL(/source="([^"]+)"/.exec(await shown.text())![1]!, address).href;
    const part = await replay.request(file, { headers: { range: 'bytes=-4' } });
    expect([part.status, (await part.arrayBuffer()).byteLength, await status(file)]).toEqual([206, 4, 200]);
    for (const wrong of [
      address.replace('/show/', '/show/A'),
      address.replace('/show/', '/package/').replace('?', '/page.wacz?'),
      file.replace('/package/', '/show/').replace('/page.wacz', ''),
      '/desk',
      routes.desk.capturePackageFile(at),
    ])
      expect(await status(wrong), wrong).toBe(404);
    now = new Date(now.getTime() + 15 * 60_000);
    expect([await status(address), await status(frame), await status(file)]).toEqual([404, 404, 404]);
  });

  it('ends with the session in which it was opened, and when its person may no longer see the capture', async () => {
    const opens = async (who: typeof client): Promise<string> =>
      (
        await desk.web.request(site.base() + routes.desk.capturePackage(at, { open: true }), {
          headers: { cookie: who.cookie },
        })
      ).headers.get('location')!;
    const refs = [`source/${at.number}`, `capture/${at.capture}`];
    await run(desk.app, setVisibility, client.principal, { things: refs, visibility: 'desk' });
    const [outside, leaving] = [await desk.join('editor'), await desk.join('editor')];
    const [own, theirs, ended] = [await opens(client), await opens(outside), await opens(leaving)];
    const all = () => Promise.all([own, theirs, ended].map(status));
    expect(await all()).toEqual([200, 200, 200]);
    await leaving.post(routes.desk.signOut());
    expect(await all()).toEqual([200, 200, 404]);
    const { id: team } = await run(desk.app, createTeam, administrator, { name: 'North', members: [client.accountId] });
    const limit = (to: number | null) => run(desk.app, limitItem, client.principal, { thing: refs[0]!, team: to });
    await limit(team);
    expect(await all()).toEqual([200, 404, 404]);
    await limit(null);
    expect(await all()).toEqual([200, 200, 404]);
    // The capture is not public. So a token for readers (`session` is 0) does not open it.
    const { id: captureId } = await desk.app.db.read
      .selectFrom('thing')
      .select('id')
      .where('kind', '=', 'capture')
      .where('number', '=', at.capture)
      .executeTakeFirstOrThrow();
    const until = now.getTime() + 60_000;
    expect(
      await status(`${replayOrigin}/show/${await replayToken(desk.app, { captureId, session: 0, until }, 'page')}`),
    ).toBe(404);
    now = new Date(now.getTime() + 10 * 60_000);
    const frame = new URL(/<iframe src="([^"]+)"/.exec(await (await replay.request(own)).text())![1]!, own).href;
    const file = new URL(/source="([^"]+)"/.exec(await (await replay.request(frame)).text())![1]!, own).href;
    expect(await status(file)).toBe(200);
    now = new Date(now.getTime() + 5 * 60_000);
    expect(await status(file)).toBe(404);
  });

  it('reads only the requested parts of a package, and checks the whole package each time it is opened', async () => {
    const { blobs } = desk.app;
    let wholes = 0;
    let altered = false;
    const counted: typeof blobs = {
      ...blobs,
      get: (sha256) => (wholes++, blobs.get(sha256)),
      stream: (sha256, range) => {
        if (!range) wholes++;
        return altered ? checkedPieces(sha256, blobs.stream(sha256, { start: 1 })) : blobs.stream(sha256, range);
      },
    };
    const other = createReplay({ ...desk.app, blobs: counted }, { error() {} });
    const address = await replayAddress();
    const frame = /<iframe src="([^"]+)"/.exec(await (await other.request(address)).text())![1]!;
    const file = /source="([^"]+)"/.exec(await (await other.request(frame)).text())![1]!;
    const get = (range?: string) => other.request(file, { headers: range ? { range } : {} });
    const whole = Buffer.from(await (await get()).arrayBuffer());
    wholes = 0;
    for (const [range, part] of [
      ['bytes=0-1', whole.subarray(0, 2)],
      ['bytes=10-', whole.subarray(10)],
      ['bytes=-4', whole.subarray(-4)],
      [`bytes=5-${whole.length + 9}`, whole.subarray(5)],
    ] as const) {
      const answer = await get(range);
      expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(part)], range).toEqual([206, true]);
    }
    expect((await get(`bytes=${whole.length}-`)).status).toBe(416);
    expect(wholes).toBe(0);
    altered = true;
    expect((await other.request(address)).status).toBe(404);
  });

  it('ends in a lockdown, also for the links that were made before it', async () => {
    const address = await replayAddress();
    expect(await status(address)).toBe(200);
    await prepareJobs(desk.app.db, []);
    await run(desk.app, beginLockdown, { ...systemPrincipal, via: 'cli' }, {});
    expect(await status(address)).toBe(404);
    await run(desk.app, endLockdown, { ...systemPrincipal, via: 'cli' }, {});
    expect(await status(address)).toBe(404);
    client = await desk.join('editor');
    const second = await replayAddress();
    expect(await status(second)).toBe(200);
    await run(desk.app, beginLockdown, { ...systemPrincipal, via: 'cli' }, {});
    await run(desk.app, endLockdown, { ...systemPrincipal, via: 'cli' }, {});
    expect([await status(address), await status(second)]).toEqual([404, 404]);
    client = await desk.join('editor');
  });

  it('shows nothing of a package with an altered byte', async () => {
    const address = await replayAddress();
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
    expect(shown).not.toContain('Open the preserved page');
    expect(await status(address)).toBe(404);
  });
});
