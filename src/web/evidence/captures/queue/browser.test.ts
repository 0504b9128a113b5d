import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { addCapture } from '../../../../drafting/store/add-page.ts';
import { closeServers, webServer } from '../../../../evidence/fetch/fetch-servers.factory.ts';
import { sealExchanges } from '../../../../evidence/package/warc/seal-exchanges.ts';
import { makeDailyRoot } from '../../../../evidence/log/make-daily-hash.ts';
import { systemPrincipal, run } from '../../../../platform/operation.ts';
import { testDatabase } from '../../../../platform/testing/databases.ts';
import { storeCapture } from '../../../../record/sources/store-capture.ts';
import { parseRef } from '../../../../record/refs.ts';
import { routes } from '../../../routes.ts';
import { faults, inBrowser, picture } from '../../../testing/in-browser.ts';
import { deskOn } from '../../../testing/desk.ts';

afterAll(closeServers);
let at = { number: 0, capture: 0 };
let later = at;
let earlier = 0;

const { open } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  desk.app.config.allowPrivate = ['127.0.0.1'];
  const someone = await desk.join('monitor', 'Aliya Nurlan');
  const port = await webServer((_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<title>The search</title><p>They took every computer.</p>'),
  );
  const kept = await addCapture(desk.app, someone.principal, {
    url: `http://127.0.0.1:${port}/a-rather-long-address-that-has-no-place-to-break-in-it-and-goes-on-and-on-as-they-do`,
  });
  at = { number: parseRef(kept.source)!.number, capture: parseRef(kept.capture)!.number };
  const url = 'https://news.example/story';
  const keep = async (words: string, server: string, colour: string, source?: string) => {
    const body = await sharp({ create: { width: 640, height: 400, channels: 3, background: colour } })
      .jpeg()
      .toBuffer();
    const when = new Date().toISOString();
    const exchange = {
      url,
      at: when,
      address: '192.0.2.7',
      request: { method: 'GET', target: '/story', headers: [], body: new Uint8Array() },
      response: {
        status: 200,
        statusText: 'OK',
        headers: [['content-type', 'text/html'] as [string, string]],
        body: Buffer.from(words),
      },
    };
    const shown = {
      ...exchange,
      url: `${url}/a-picture-whose-address-has-no-place-to-break-and-goes-on-and-on-${colour.slice(1)}.jpeg`,
      response: { ...exchange.response, headers: [['content-type', 'image/jpeg'] as [string, string]], body },
    };
    const { bytes } = await sealExchanges(
      {
        exchanges: [exchange, shown],
        resources: [{ url: `urn:kronika:screenshot-after:${url}`, at: when, mediaType: 'image/jpeg', body }],
        page: { url, at: when, title: 'Story', text: words },
      },
      { dataDir: desk.app.config.dataDir, timestampAuthorities: [], now: () => new Date() },
    );
    return run(desk.app, storeCapture, someone.principal, {
      title: 'Story',
      source,
      method: 'browser',
      requestedUrl: url,
      finalUrl: url,
      status: 200,
      headers: [
        ['date', when],
        ['server', server],
        ['x-request-id', colour],
      ],
      mediaType: 'text/html',
      bytes: Buffer.from(words),
      text: words,
      package: new Uint8Array(bytes),
    });
  };
  const before = await keep('Police came at nine. They left at noon.', 'nginx', '#336699');
  const after = await keep('Police came at ten. They left at noon.', 'shield', '#993333', before.source);
  earlier = parseRef(before.capture)!.number;
  later = { number: parseRef(after.source)!.number, capture: parseRef(after.capture)!.number };
  await run(desk.app, makeDailyRoot, systemPrincipal, { through: new Date(Date.now() + 1000) });
  const order = {
    host: 'news.example',
    url: 'https://news.example/a-rather-long-address-that-has-no-place-to-break-in-it-and-goes-on-and-on-as-they-do',
    why: 'A court ordered it removed.',
    asked_by: someone.accountId,
    asked_at: new Date(),
  };
  await made.db.transaction((tx) =>
    tx
      .insertInto('capture_order')
      .values([
        { ...order, state: 'running', phase: 'visiting', requests: 48, heard_at: new Date() },
        { ...order, state: 'waiting' },
        {
          ...order,
          state: 'done',
          ended_at: new Date(),
          incomplete: ['scrolling', 'bodies'],
          missing: JSON.stringify({
            words: ['Live', 'words.'],
            parts: [{ kind: 'picture', url: `${order.url}.jpeg`, why: 'too_large' }],
          }) as never,
          robots: 'disallowed',
        },
        {
          ...order,
          state: 'failed',
          ended_at: new Date(),
          error: 'fetch_dns',
          error_details: JSON.stringify({ host: 'news.example' }),
        },
      ])
      .execute(),
  );
  return { web: desk.web, session: someone.sessionToken, close: made.drop };
});

it.each(['orders', 'roots', 'package', 'compare', 'compare-package'] as const)(
  '%s have no axe errors, in light mode and on a phone in dark mode, and do not overflow',
  async (name) => {
    const path = {
      orders: routes.desk.captureOrders(),
      roots: routes.desk.roots(),
      package: routes.desk.capturePackage(at),
      compare: routes.desk.compareCaptures(later, { with: earlier }),
      'compare-package': routes.desk.comparePackage(later),
    }[name];
    for (const [kind, options] of [
      ['desk', { viewport: { width: 1280, height: 900 } }],
      ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
    ] as const)
      await open(path, options, async (page) => {
        expect(await faults(page)).toEqual([]);
        await picture(page, `captures-${name}-${kind}`);
      });
  },
);
