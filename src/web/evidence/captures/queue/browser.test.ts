import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { addCapture, addPage } from '../../../../drafting/store/add-page.ts';
import { closeServers, webServer } from '../../../../evidence/fetch/fetch-servers.factory.ts';
import { setParagraph, writePdf } from '../../../../evidence/pdf/testing/write-pdf.ts';
import { sealExchanges } from '../../../../evidence/package/warc/seal-exchanges.ts';
import { makeDailyRoot } from '../../../../evidence/log/make-daily-hash.ts';
import { systemPrincipal, run } from '../../../../platform/operation.ts';
import { testDatabase } from '../../../../platform/testing/databases.ts';
import { storeCapture } from '../../../../record/sources/store-capture.ts';
import { parseRef } from '../../../../record/refs.ts';
import { routes } from '../../../routes.ts';
import { faults, faultsInLooks, inBrowser, picture } from '../../../testing/in-browser.ts';
import { deskOn } from '../../../testing/desk.ts';

afterAll(closeServers);
let at = { number: 0, capture: 0 };
let later = at;
let earlier = 0;
let judgment = at;
let draftOfJudgment = 0;

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
  const ruled =
    'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said. The paper and its publisher have both denied that the report was false. The editor, Lena Moroz, said that she would appeal.';
  const column = (x: number) => [0, 1, 2].flatMap((n) => setParagraph(ruled, { x, y: 130 + n * 110, characters: 40 }));
  const added = await addPage(desk.app, someone.principal, {
    file: {
      name: 'judgment.pdf',
      bytes: writePdf([
        [{ text: 'Court fines the Harbour Gazette', x: 70, y: 80, size: 18 }, ...column(70), ...column(320)],
        setParagraph(ruled, { x: 70, y: 80, characters: 80 }),
        [
          { text: 'The third page ends the judgment.', x: 70, y: 80 },
          // A PDF has the letters from left to right.
          { text: [...'חופש העיתונות הוא זכות יסוד'].reverse().join(''), x: 335, y: 120 },
        ],
      ]),
    },
  });
  draftOfJudgment = added.draft;
  judgment = { number: parseRef(added.source)!.number, capture: parseRef(added.capture)!.number };
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

it('pages of a PDF have no axe errors and are reached by keyboard', async () => {
  const first = routes.desk.capturePage({ ...judgment, page: 1 }, { from: 0, to: 60 });
  await open(`${first}#here`, {}, async (page) => {
    expect(await faultsInLooks(page, 'captures-pdf-page')).toEqual([]);
    const sheet = await page.locator('.pdf-page').boundingBox();
    const title = await page.locator('.pdf-page text').first().boundingBox();
    const marked = await page.locator('#here rect').first().boundingBox();
    expect(title!.x).toBeGreaterThan(sheet!.x);
    expect(Math.abs(marked!.x - title!.x)).toBeLessThan(2);
    expect(marked!.y).toBeGreaterThan(sheet!.y);
    await page.locator('a[rel=next]').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${routes.desk.capturePage({ ...judgment, page: 2 })}`);
    await page.getByLabel('Page', { exact: true }).fill('3');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${routes.desk.capturePage({ ...judgment, page: 3 })}`);
    // The text is text, which can be selected.
    expect(await page.locator('.pdf-page').textContent()).toContain('The third page ends the judgment.');
  });
});

it('a page of a PDF is large enough to read on a phone, and only the page scrolls sideways', async () => {
  const first = routes.desk.capturePage({ ...judgment, page: 1 });
  await open(first, { viewport: { width: 360, height: 740 } }, async (page) => {
    const heights = await page
      .locator('.pdf-page text')
      .evaluateAll((lines) => lines.map((line) => line.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThan(10);
    expect(Math.min(...heights)).toBeGreaterThan(10);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const region = page.getByRole('region', { name: 'Page 1 of 3' });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.scroll:has(.pdf-page)')!.scrollLeft > 0);
  });
});

it('a line that is read from right to left begins at its right edge and stays within its box', async () => {
  await open(routes.desk.capturePage({ ...judgment, page: 3 }), {}, async (page) => {
    const line = await page.locator('.pdf-page text', { hasText: 'חופש' }).evaluate((text: SVGTextElement) => {
      const { x, width } = text.getBBox();
      const length = text.textContent!.trim().length;
      return {
        left: x,
        right: x + width,
        first: text.getExtentOfChar(0).x,
        last: text.getExtentOfChar(length - 1).x,
      };
    });
    expect(line.first).toBeGreaterThan(line.last);
    expect(line.left).toBeGreaterThan(330);
    expect(line.right).toBeLessThan(595);
  });
});

it('a claim that is suggested from a PDF leads to its words on their page', async () => {
  await open(routes.desk.draft({ id: String(draftOfJudgment) }), {}, async (page) => {
    const href = await page
      .locator('a', { hasText: /^Page 1$/ })
      .first()
      .getAttribute('href');
    const { pathname, searchParams, hash } = new URL(href!, 'http://localhost');
    expect([pathname, hash]).toEqual([routes.desk.capturePage({ ...judgment, page: 1 }), '#here']);
    expect(Number(searchParams.get('to'))).toBeGreaterThan(Number(searchParams.get('from')));
  });
});
