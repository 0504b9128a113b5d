import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFurtherBrowser } from '../../platform/testing/browser.ts';
import { tempDir } from '../../platform/testing/temp-dir.ts';
import { whole } from '../../platform/testing/whole.ts';
import { readZip } from '../../platform/archive/unzip.ts';
import { closeServers, webServer } from '../fetch/fetch-servers.factory.ts';
import { packUnsigned } from '../package/pack.ts';
import { ownTrust } from '../package/signature/own-trust.ts';
import { sealExchanges } from '../package/warc/seal-exchanges.ts';
import { verifyPackage } from '../package/verify-package.ts';
import { captureInBrowser, type BrowserCapture } from './capture-browser.ts';
import { captureLimits } from './limits.ts';
import { newsPage } from './pages.factory.ts';
import { replay } from './replay.ts';

const dataDir = tempDir();
afterAll(closeServers);

describe('a capture by a browser', () => {
  let site: Awaited<ReturnType<typeof newsPage>>;
  let got: BrowserCapture;
  beforeAll(async () => {
    site = await newsPage();
    got = await captureInBrowser(site.address, {
      allowPrivate: ['127.0.0.1', 'localhost'],
      who: 'Aigul',
      why: 'A court ordered it removed.',
    });
  });
  const answers = () =>
    got.exchanges.map(
      ({ request, url, response }) =>
        `${request.method} ${url.replace(site.origin, '').replace(site.other, 'other:')} ${response.status}`,
    );

  it('has what readers get: redirects, styles, frames, data, POST, refusals, every size of a picture, pictures far down, a video', () => {
    expect(answers()).toEqual(
      expect.arrayContaining([
        'GET /old 301',
        'GET /story 200',
        'GET /a.css 200',
        'GET /b.css 200',
        'GET other:/frame.html 200',
        'GET other:/frame.json 200',
        'GET /data.json 200',
        'POST /post 200',
        'GET /missing 404',
        'GET /redirected.json 302',
        'GET /data.json?again 200',
        'GET /near.png 200',
        'GET /near-400.png 200',
        'GET /near-800.png 200',
        'GET /near-1600.png 200',
        'GET /lazy.png 200',
        'GET /film.webm 200',
      ]),
    );
    expect(got.incomplete).toEqual([]);
    const posted = got.exchanges.find(({ url }) => url.endsWith('/post'))!;
    expect([
      Buffer.from(posted.request.body).toString(),
      Buffer.from(posted.response.body).toString(),
      posted.address,
    ]).toEqual(['{"page":2}', 'Words for a question.', '127.0.0.1']);
    // The page is there twice: as it was sent, and as decoded by the browser.
    const pages = got.exchanges.filter(({ url }) => url.endsWith('/story'));
    expect(pages.map(({ response, unpacked }) => [response.body[0] === 0x1f, unpacked])).toEqual([
      [true, undefined],
      [false, true],
    ]);
    // A picture that the browser cannot draw is captured, too.
    expect(got.exchanges.find(({ url }) => url.endsWith('/broken.jpg'))!.response.body.length).toBe(200_000);
    expect(got.exchanges.find(({ url }) => url.endsWith('/film.webm'))!.response.body.length).toBe(60_000);
  });

  it('has the page as scripts built it, pictures before and after the banner was closed, a PDF, and how it was captured', () => {
    const html = Buffer.from(got.html).toString();
    for (const words of ['Words that a script brought.', 'Words for a question.', 'missing: 404'])
      expect(html).toContain(words);
    expect(html).not.toContain('We use cookies');
    const kinds = got.resources.map(({ url, mediaType }) => [url.split(':')[2], mediaType.split(';')[0]]);
    expect(kinds).toEqual([
      ['dom', 'text/html'],
      ['dom', 'text/html'],
      ['screenshot-before', 'image/jpeg'],
      ['screenshot-after', 'image/jpeg'],
      ['pdf', 'application/pdf'],
      ['capture', 'application/json'],
    ]);
    expect(Buffer.from(got.resources[1]!.body).toString()).toContain('Words in a frame.');
    const about = JSON.parse(Buffer.from(got.resources.at(-1)!.body).toString()) as typeof got.about;
    expect(about).toMatchObject({
      who: 'Aigul',
      why: 'A court ordered it removed.',
      robots: 'disallowed',
      clicks: [{ words: 'Reject all', kind: 'refuse' }],
      incomplete: [],
      // The replay has the same layout as the page after it was opened at other widths.
      replay: { preserved: true, missing: { words: [], parts: [] }, outside: [], difference: 0 },
      software: { browser: expect.stringMatching(/^Chromium \d/) as string },
    });
    // No other hosts: the browser's own requests are not evidence.
    expect(about.connections.map(({ host, addresses }) => [host, addresses[0]])).toEqual([
      ['127.0.0.1', '127.0.0.1'],
      ['localhost', '127.0.0.1'],
    ]);
    expect(about.userAgent).not.toContain('Headless');
  });

  it('is preserved only if the viewer shows the same without the network; otherwise it names what is missing and why', async () => {
    const { finalUrl: url, at } = got;
    const [big, sheet] = [`${site.origin}/near-1600.png`, `${site.origin}/a.css`];
    const exchanges = got.exchanges.filter((one) => !/data\.json|near|frame\.html|a\.css/.test(one.url));
    const page = { url, at, title: 'The search', text: '' };
    const held = {
      seen: {
        words: 'They took every computer Words that a script brought. Words in a frame.'.split(' '),
        pictures: [[big]],
        parts: [sheet],
        media: [],
      },
      page,
      exchanges,
      failed: [{ url: big, method: 'GET', reason: 'too large' }],
      unfinished: [],
      loaded: new Set([sheet]),
      screen: got.resources.find((one) => one.url.includes('screenshot-after'))!.body,
    };
    const bytes = await packUnsigned({ exchanges, pages: [page], made: at, software: 'test' });
    const done = await replay(bytes, held, { browser: undefined, limits: captureLimits(), signal: undefined });
    expect(done).toMatchObject({ preserved: false, outside: [] });
    expect(done.missing.words).toEqual(expect.arrayContaining(['script', 'brought.', 'frame.']));
    expect(done.missing.parts).toEqual(
      expect.arrayContaining([
        { kind: 'picture', url: big, why: 'too_large' },
        { kind: 'style', url: sheet, why: 'not_captured' },
        { kind: 'request', url: `${site.origin}/data.json`, why: 'not_captured' },
      ]),
    );
    expect(done.difference).toBeGreaterThan(0);
  });

  it('makes a package that verifies, including every picture', async () => {
    const { exchanges, resources, finalUrl: url, at, title } = got;
    const { bytes } = await sealExchanges(
      { exchanges, resources, page: { url, at, title, text: '' } },
      { dataDir, timestampAuthorities: [], now: () => new Date() },
    );
    expect(await verifyPackage(bytes, await ownTrust(dataDir))).toMatchObject({
      verdict: 'sealed',
      problems: [],
      records: 'good',
      index: 'good',
      // The key that the WACZ format requires is this installation's, too.
      signature: 'good',
      counts: { answers: exchanges.length + resources.length },
    });
    const altered = Buffer.from(bytes);
    const at2 = altered.indexOf(
      (await readZip(bytes)).find(({ path }) => path.endsWith('.warc.gz'))!.bytes.subarray(-5000),
    );
    altered[at2 + 100]! ^= 1;
    expect((await verifyPackage(altered, await ownTrust(dataDir))).verdict).toBe('altered');
  });
});

describe('a malicious page', () => {
  it.skipIf(isFurtherBrowser && !whole)(
    'is captured up to the limits, marked as incomplete, and reaches nothing private',
    async () => {
      let secrets = 0;
      const inside = await webServer((_request, response) => response.end(`secret ${++secrets}`));
      let rows = 0;
      const port = await webServer((request, response) => {
        const path = request.url!;
        if (path === '/away')
          return void response.writeHead(302, { location: `http://127.0.0.1:${inside}/admin` }).end();
        if (path === '/drip') return void response.writeHead(200, { 'content-type': 'text/plain' }).write('.');
        if (path === '/file.zip')
          return void response
            .writeHead(200, { 'content-type': 'application/zip', 'content-disposition': 'attachment' })
            .end('PK');
        if (path === '/robots.txt') return void response.writeHead(404).end();
        if (path.startsWith('/row')) return void response.end(`row ${++rows}`);
        response.writeHead(200, { 'content-type': 'text/html' })
          .end(`<title>Trap</title><h1>What it says</h1><img src="http://127.0.0.1:${inside}/x.png"><img src="/away"><iframe src="http://[::1]:${inside}/"></iframe>
        <script>alert(1); alert(2); fetch('/drip'); new WebSocket('ws://127.0.0.1:${inside}/'); window.open('http://127.0.0.1:${inside}/pop');
        addEventListener('load', () => { const a = document.createElement('a'); a.href = '/file.zip'; a.download = ''; a.click(); });
        let n = 0; addEventListener('scroll', () => { const d = document.createElement('div'); d.style.height = '2000px'; d.textContent = 'more'; document.body.append(d); fetch('/row' + n++); });
        document.body.style.height = '3000px'; fetch('http://169.254.169.254/latest/meta-data').catch(() => {});</script>`);
      });
      const got = await captureInBrowser(`http://127.0.0.1:${port}/`, {
        allowPrivate: [`127.0.0.1:${port}`],
        limits: { screens: 3 },
      });
      expect(Buffer.from(got.html).toString()).toContain('What it says');
      expect(got.incomplete).toEqual(expect.arrayContaining(['scrolling']));
      expect([secrets, got.about.dialogs]).toEqual([0, 2]);
      expect(JSON.stringify(got.exchanges.map(({ response }) => Buffer.from(response.body).toString()))).not.toContain(
        'secret',
      );
      expect(
        got.about.connections
          .filter(({ refused }) => refused)
          .map(({ host, port: at, refused }) => [host, at === inside || at === 80, refused]),
      ).toEqual(
        expect.arrayContaining([
          ['127.0.0.1', true, 'fetch_private_address loopback'],
          ['169.254.169.254', true, 'fetch_private_address link_local'],
        ]),
      );
      expect(got.about.failed.map(({ url, reason }) => [new URL(url).pathname, reason])).toContainEqual([
        '/drip',
        'unfinished',
      ]);
    },
  );

  it('sends nothing by WebRTC, which uses no proxy', async () => {
    const packets: string[] = [];
    const udp = createSocket('udp4').on('message', (_bytes, { port }) => packets.push(`from ${port}`));
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    const at = `stun:127.0.0.1:${udp.address().port}`;
    const port = await webServer(
      (request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' })
          .end(`<title>Leak</title><h1>What it says</h1>${request.url === '/' ? '<iframe src="/inner"></iframe>' : ''}<script>
        const send = async (here) => {
          const line = new here.RTCPeerConnection({ iceServers: [{ urls: '${at}' }] });
          line.createDataChannel('x');
          await line.setLocalDescription(await line.createOffer());
          await new Promise((resolve) => line.addEventListener('icegatheringstatechange', () => line.iceGatheringState === 'complete' && resolve()));
        };
        const frame = document.createElement('iframe');
        document.body.append(frame);
        Promise.allSettled([self, frame.contentWindow].map((one) => send(one))).then((all) => document.body.append('tried: ' + all.map((one) => one.status)));
        </script>`),
    );
    try {
      const got = await captureInBrowser(`http://127.0.0.1:${port}/`, { allowPrivate: ['127.0.0.1'] });
      expect(Buffer.from(got.html).toString()).toContain('tried: ');
      // The test's own packet arrives after any packet of the page. So if no other packet arrives, the page sent none.
      udp.send('ours', udp.address().port, '127.0.0.1');
      await expect.poll(() => packets.length).toBeGreaterThan(0);
      expect(packets).toEqual([`from ${udp.address().port}`]);
    } finally {
      udp.close();
    }
  });

  it('is captured as it was sent if its script never ends', async () => {
    const port = await webServer(
      (request, response) =>
        void response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(request.url === '/' ? '<title>Stuck</title><h1>Words as sent</h1><script>for (;;);</script>' : ''),
    );
    const got = await captureInBrowser(`http://127.0.0.1:${port}/`, {
      allowPrivate: ['127.0.0.1'],
      limits: { totalMs: 4000 },
    });
    expect([got.incomplete.includes('time'), Buffer.from(got.html).toString()]).toEqual([
      true,
      expect.stringContaining('Words as sent'),
    ]);
  });

  it('is not captured at a private address, against a robots.txt that is obeyed, or after it was cancelled', async () => {
    const port = await webServer(
      (request, response) =>
        void response.writeHead(200).end(request.url === '/robots.txt' ? 'User-agent: *\nDisallow: /' : 'words'),
    );
    await expect(captureInBrowser(`http://127.0.0.1:${port}/`, { allowPrivate: [] })).rejects.toMatchObject({
      code: 'fetch_private_address',
    });
    await expect(
      captureInBrowser(`http://127.0.0.1:${port}/`, { allowPrivate: ['127.0.0.1'], obeyRobots: true }),
    ).rejects.toMatchObject({ code: 'capture_robots' });
    const stop = AbortSignal.abort(new Error('called off'));
    await expect(
      captureInBrowser(`http://127.0.0.1:${port}/`, { allowPrivate: ['127.0.0.1'], signal: stop }),
    ).rejects.toThrow('called off');
  });
});
