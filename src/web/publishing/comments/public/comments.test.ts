import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { findSession } from '../../../../accounts/sign-in.ts';
import type { ExampleRefs } from '../../../../exchange/example/load.ts';
import { oneDatabase, type TestDatabase } from '../../../../platform/testing/databases.ts';
import { run, type App } from '../../../../platform/operation.ts';
import { RowKeys } from '../../../../platform/storage/row-keys.ts';
import { openMailServer } from '../../../../platform/testing/mail-server.ts';
import { administrator, editor } from '../../../../platform/testing/test-app.ts';
import { changeCommenting } from '../../../../publishing/comments/change-commenting.ts';
import { decideComments } from '../../../../publishing/comments/decide-comments.ts';
import { newOfficerKey } from '../../../../publishing/comments/identity/day-keys.ts';
import { endIdentities } from '../../../../publishing/comments/identity/end-identities.ts';
import { loadQueue } from '../../../../publishing/comments/queue.ts';
import { demandOf, fileCommentLaw } from '../../../../publishing/testing/comment-law.factory.ts';
import { PublicationCache } from '../../../../publishing/publication/publication-cache.ts';
import { createWeb } from '../../../create-web.ts';
import type { Env } from '../../../kit/context.ts';
import { PageCache } from '../../../kit/middleware/page-cache.ts';
import { routes, slugify } from '../../../routes.ts';
import { faultsInLooks, faults, inBrowser, looks, picture, shots } from '../../../testing/in-browser.ts';
import { deskOn } from '../../../testing/desk.ts';
import { exampleSite, publishOne } from '../../../testing/site.ts';

describe('comments on an article', () => {
  let made: TestDatabase;
  let app: App;
  let web: Hono<Env>;
  let article: number;
  let refs: ExampleRefs;
  let desk: ReturnType<typeof deskOn>;
  let client: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
  const at = { now: new Date('2018-05-22T09:30:00Z') };
  // At the end of the test, the cache may still read from the closed database. Such an error does not matter.
  const paper = new PublicationCache({ changed: () => {}, failed: () => {} });
  const pages = new PageCache({ kind: 'embedded' });
  const { open } = inBrowser(async (assets) => {
    made = await oneDatabase();
    const site = await exampleSite(made.db, { assets: assets.folder });
    desk = deskOn(made.db, {
      assets: assets.folder,
      listeners: [paper.listener, pages.listener],
      paper: () => paper.publication,
      now: () => at.now,
    });
    app = desk.app;
    article = site.article;
    refs = site.refs;
    await paper.open(made.db.read);
    const closing = await pages.open(made.db);
    client = await desk.join('editor');
    web = createWeb({
      ...site.deps,
      app,
      pages,
      paper: () => paper.publication,
      findSession: (token) => findSession(made.db.read, token, app.now()),
    });
    await run(app, changeCommenting, editor, {
      version: 0,
      to: { mode: 'anonymous', refused: ['casino'], marked: ['shame*'] },
    });
    return { web, close: async () => (await closing(), await made.drop()) };
  });
  const path = () =>
    routes.article({
      number: article,
      slug: slugify('Two newsrooms in Almaty, searched over a complaint about articles a court had ordered removed'),
    });
  const read = async (address: string) => (await web.request(address)).text();
  let from = 0;
  const send = (fields: Record<string, string>, address = `192.0.2.${++from}`) => {
    const body = new URLSearchParams(fields).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
    return web.request(
      new Request(`http://localhost${routes.comments({ number: article })}`, { method: 'POST', headers, body }),
      {},
      { incoming: { socket: { remoteAddress: address } } },
    );
  };
  const ownLink = (html: string): string => /href="(\/comments\/own\/[^"]+)"/.exec(html)![1]!;
  const publish = (comment: number) =>
    run(app, decideComments, editor, { comments: [{ comment, state: 'published' }] });
  const newest = async () =>
    (await made.db.read.selectFrom('reader_comment').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id;

  it('are written without scripts, shown to the writer by a link, public when the desk publishes them, and withdrawn', async () => {
    const page = await read(path());
    expect(page).toContain(`action="${routes.comments({ number: article })}"`);
    const answer = await send({ name: 'Aya', text: 'I was there.\n\nShameful <b>it</b> was.' });
    const html = await answer.text();
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('set-cookie')]).toEqual([
      201,
      'no-store',
      null,
    ]);
    const own = ownLink(html);
    const waiting = await web.request(own);
    expect([
      waiting.headers.get('cache-control'),
      (await waiting.text()).includes('Waiting for the desk to read it'),
    ]).toEqual(['no-store', true]);
    expect(await read(routes.comments({ number: article }))).not.toContain('I was there');
    await publish(await newest());
    for (const address of [routes.comments({ number: article }), path(), routes.newComments({ number: article })]) {
      const shown = await read(address);
      expect([address, shown.includes('Shameful &lt;b&gt;it&lt;/b&gt; was.'), shown.includes('Aya')]).toEqual([
        address,
        true,
        true,
      ]);
    }
    expect(JSON.parse(await read(routes.comments.json({ number: article })))).toMatchObject({
      article,
      open: true,
      total: 1,
      comments: [
        { name: 'Aya', paragraphs: ['I was there.', 'Shameful <b>it</b> was.'], on: '2018-05-22', state: 'published' },
      ],
    });
    expect(JSON.parse(await read(`${routes.api()}/articles/${article}/comments`))).toEqual(
      JSON.parse(await read(routes.comments.json({ number: article }))),
    );
    await send({ text: 'Waits, and is exported nowhere.' });
    const exported = await read(routes.exportFile({ file: 'record.jsonld' }));
    expect([
      exported.includes('"commentCount":1'),
      exported.includes('Shameful <b>it</b> was.'),
      exported.includes('exported nowhere'),
    ]).toEqual([true, true, false]);
    expect(JSON.parse(await read(routes.article.json({ number: article, slug: '-' })))).toMatchObject({
      comments: { total: 1, gone: 0, open: true },
    });
    expect(await read(path())).toMatch(/"commentCount":1.*"@type":"Comment"/);
    expect(await read(routes.feeds.comments.as('xml', { number: article }))).toContain('I was there.');
    expect(JSON.parse(await read(routes.feeds.comments.json({ number: article })))).toMatchObject({
      items: [{ title: 'Aya' }],
    });

    const gone = await web.request(own, { method: 'POST', body: new URLSearchParams({ sure: '1' }) });
    expect([gone.status, (await gone.text()).includes('The text is deleted')]).toEqual([200, true]);
    expect(await read(routes.comments({ number: article }))).toContain('Withdrawn by the person who wrote it');
    expect(await read(own)).toContain('You withdrew it');
  });

  it('are refused with an error and their input if they are empty, spam, sent twice or too many from one address', async () => {
    for (const [fields, words] of [
      [{ text: '' }, 'Write a comment'],
      [{ text: 'The best casino in town' }, 'do not publish'],
      [{ text: 'http://a.b http://c.d http://e.f' }, 'Use at most 2 links'],
      [{ text: 'Fine.', name: 'www.buy.example' }, 'Remove the link from the name'],
    ] as const) {
      const answer = await send(fields);
      const html = await answer.text();
      expect([answer.status, html.includes(words), html.includes(fields.text)]).toEqual([400, true, true]);
    }
    await send({ text: 'Said once.' });
    expect(await (await send({ text: 'said – ONCE' })).text()).toContain('We already received the same text today');
    const same = '198.51.100.7';
    for (let index = 0; index < 5; index++)
      expect((await send({ text: `From here, ${index}` }, same)).status).toBe(201);
    expect(await (await send({ text: 'From here, once more' }, same)).text()).toContain('from your connection');
    // A person who is signed in at the desk can comment like any reader.
    const signedIn = await web.request(routes.comments({ number: article }), {
      method: 'POST',
      headers: { cookie: client.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ text: 'As a reader.' }).toString(),
    });
    expect(signedIn.status).toBe(201);
    const foreign = await web.request(routes.comments({ number: article }), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'text=Other+site',
    });
    expect(foreign.status).toBe(403);
  });

  it('are refused after 30 in a minute, without losing the input, and without emptying the page cache', async () => {
    at.now = new Date('2018-05-22T11:00:00Z');
    await client.unlock();
    await read(routes.home());
    const kept = pages.size;
    const statuses: number[] = [];
    for (let index = 0; index < 40; index++)
      statuses.push((await send({ text: `Storm number ${index} of words` }, `203.0.113.${index}`)).status);
    expect([statuses.filter((one) => one === 201).length, statuses.at(-1), pages.size]).toEqual([30, 429, kept]);
    const busy = await send({ text: 'Typed in vain' });
    expect([busy.status, busy.headers.get('retry-after'), (await busy.text()).match(/Typed in vain|Send/g)]).toEqual([
      429,
      '60',
      ['Typed in vain', 'Send'],
    ]);
    at.now = new Date('2018-05-22T11:02:00Z');
    await client.unlock();
    expect((await send({ text: 'After the storm' })).status).toBe(201);
  });

  it('can be reported without scripts', async () => {
    await publish(await newest());
    const report = routes.reportComment({ number: article, comment: await newest() });
    expect(await read(report)).toContain('After the storm');
    expect((await web.request(report, { method: 'POST', body: new URLSearchParams({}) })).status).toBe(400);
    const told = await web.request(report, {
      method: 'POST',
      body: new URLSearchParams({ reason: 'insult', note: 'It is about my sister.' }),
    });
    expect([told.status, (await told.text()).includes('We received your report')]).toEqual([200, true]);
  });

  it('are refused, with their text, on an article whose comments the desk has closed', async () => {
    const other = await publishOne(app, refs);
    expect((await client.post(routes.desk.openArticle({ number: other }), { comments: 'closed' })).status).toBe(303);
    const answer = await web.request(routes.comments({ number: other }), {
      method: 'POST',
      body: new URLSearchParams({ text: 'Too late.' }),
    });
    expect([answer.status, (await answer.text()).includes('Too late.')]).toEqual([409, true]);
  });

  it('appear in an open page without a reload, and are published and rejected at the desk by keyboard', async () => {
    for (const [name, address] of [
      ['article', path()],
      ['all', routes.comments({ number: article })],
      ['report', routes.reportComment({ number: article, comment: await newest() })],
    ] as const)
      await open(address, {}, async (page) => void expect(await faultsInLooks(page, `comments-${name}`)).toEqual([]));
    await open(path(), { viewport: { width: 390, height: 844 } }, async (page) => {
      // An article with the form and the script for new comments is still within its budget.
      const files = await page.evaluate(() =>
        [...document.querySelectorAll('script[src], link[rel=stylesheet]:not([media=print])')].map(
          (one) => one.getAttribute('src') ?? one.getAttribute('href')!,
        ),
      );
      const packed = async (end: string) =>
        (
          await Promise.all(
            files
              .filter((file) => file.endsWith(end))
              .map(async (file) => gzipSync(await (await web.request(file)).arrayBuffer()).byteLength),
          )
        ).reduce((sum, one) => sum + one, 0);
      const sizes = {
        html: gzipSync(await read(path())).byteLength,
        css: await packed('.css'),
        js: await packed('.js'),
      };
      expect([sizes.html <= 10 * 1024, sizes.css <= 8 * 1024, sizes.js <= 2 * 1024]).toEqual([true, true, true]);
    });
    await open(path(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      const count = await page.locator('#comment-list > li').count();
      at.now = new Date('2018-05-22T12:00:00Z');
      await client.unlock();
      const { status } = await send({ text: 'Come in while you read.' });
      expect(status).toBe(201);
      await publish(await newest());
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect.poll(() => page.locator('#comment-list > li').count()).toBe(count + 1);
      expect(await page.locator('[data-fresh]').innerText()).toContain('new comments');
    });
    await open(
      routes.desk.comments(),
      {},
      async (page) => void expect(await faultsInLooks(page, 'comments-desk')).toEqual([]),
      client.sessionToken,
    );
    await open(
      routes.desk.comments(),
      { viewport: { width: 1280, height: 900 } },
      async (page) => {
        const first = page.locator('[data-queued]').first();
        const second = await page.locator('[data-queued]').nth(1).getAttribute('id');
        expect(await first.innerText()).toContain('It is about my sister.');
        await page.keyboard.press('j');
        await page.keyboard.press('a');
        await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(second);
        await page.keyboard.press('r');
        await page.keyboard.type('Adv');
        await page.keyboard.press('Tab');
        await page.keyboard.type('It sells something.');
        await page.keyboard.press('Tab');
        await Promise.all([
          page.waitForResponse((answer) => answer.request().method() === 'POST'),
          page.keyboard.press('Enter'),
        ]);
        const rejected = await loadQueue(made.db.read, new RowKeys(app.config.dataDir), 'rejected');
        const row = rejected.find(({ id }) => id === Number(second!.split('-')[1]));
        expect(row).toMatchObject({ state: 'rejected', reason: 'advertising', note: 'It sells something.' });
      },
      client.sessionToken,
    );
    await open(
      routes.desk.commenting(),
      { viewport: { width: 1280, height: 900 } },
      async (page) => {
        expect(await faults(page)).toEqual([]);
        await picture(page, 'comments-settings');
      },
      client.sessionToken,
    );
  });

  it('under a law that demands identification, are confirmed by email, and their encrypted identity can be opened', async () => {
    const mails = await openMailServer();
    Object.assign(app.config, { mail: { url: mails.url, from: 'paper@example.org' } });
    const law = await fileCommentLaw(app);
    const officer = await newOfficerKey();
    const paperOf = demandOf(app, law, officer);
    await paperOf.inCountries('KZ');
    const boss = await desk.join(['administrator', 'editor']);
    const plain = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };
    // An administrator selects the legal duties in the form, using only the keyboard.
    await open(
      routes.desk.commenting(),
      plain,
      async (page) => {
        await page.getByLabel(/Open, identified/).focus();
        await page.keyboard.press('Space');
        await page.getByLabel(/Legal duty to identify/).selectOption(String(law.identify));
        await page.getByLabel(/Legal duty to store/).selectOption(String(law.keep));
        await page.getByLabel(/Public key of the key holder/).fill(officer.recipient);
        const [answer] = await Promise.all([
          page.waitForResponse((one) => one.request().method() === 'POST'),
          page.keyboard.press('Enter'),
        ]);
        expect(answer.status()).toBe(303);
      },
      boss.sessionToken,
    );
    expect(await read(routes.privacy())).toContain('Law on mass media, Article 1');
    let own = '';
    await open(routes.comments({ number: article }), plain, async (page) => {
      expect(await page.locator('.comment-form').innerText()).toMatch(
        /Law on mass media, Article 1[^]*3 months[^]*Email address/,
      );
      await page.getByLabel(/Email address/).focus();
      await page.keyboard.type('not-an-address');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Typed once.');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('Enter an email address.').first().waitFor();
      expect(await page.getByLabel(/^Comment/).inputValue()).toBe('Typed once.');
      await page.getByLabel(/Email address/).fill('aya@readers.example');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Check your email' }).waitFor();
      own = (await page.locator('a[href*="/comments/own/"]').getAttribute('href'))!;
    });
    const link = new URL(
      /http\S+\/comments\/confirm\/\S+/.exec(mails.received[0]!.message.replace(/=\r\n/g, '').replace(/=3D/g, '='))![0],
    ).pathname;
    const lookAt = async (
      which: readonly (typeof looks)[number][],
      pages: readonly (readonly [string, string, string | null])[],
    ): Promise<void> => {
      for (const [name, address, session] of pages)
        await open(
          address,
          {},
          async (page) => void expect(await faultsInLooks(page, name, which)).toEqual([]),
          session,
        );
    };
    // Pages with similar forms are checked in one design only, unless screenshots are requested.
    const once = shots ? looks : looks.slice(0, 1);
    await lookAt(looks, [
      ['identified-article', path(), null],
      ['identified-settings', routes.desk.commenting(), boss.sessionToken],
    ]);
    await lookAt(once, [
      ['identified-confirm', link, null],
      ['identified-own', own, null],
      ['identified-key', routes.desk.officerKey(), boss.sessionToken],
    ]);
    expect(JSON.parse(await read(`${own}.json`))).toMatchObject({
      comment: { state: 'unconfirmed', text: 'Typed once.' },
      identity: { identified_on: null },
      reports: [],
    });
    await open(link, plain, async (page) => {
      await page.getByRole('button', { name: 'Confirm and send' }).press('Enter');
      await page.getByText('The law requires us to store your address').waitFor();
    });
    const comment = await newest();
    await publish(comment);
    await run(app, endIdentities, administrator, {});
    await open(
      routes.desk.openIdentity({ number: comment }),
      plain,
      async (page) => {
        await page.getByLabel('Reason').fill('A court in Almaty demands it.');
        await page.getByLabel(/private key/).fill(officer.identity);
        await page.keyboard.press('Enter');
        await page.getByText('aya@readers.example').waitFor();
      },
      boss.sessionToken,
    );
    await lookAt(looks, [
      ['identified-kept', routes.desk.storedIdentities(), boss.sessionToken],
      ['identified-privacy', routes.privacy(), null],
      ['identified-desk-privacy', routes.desk.privacy(), boss.sessionToken],
    ]);
    await lookAt(once, [
      ['identified-open', routes.desk.openIdentity({ number: comment }), boss.sessionToken],
      ['identified-transparency', routes.transparency(), null],
    ]);
    expect(await read(routes.transparency())).toContain('2018: once');
    await mails.close();
  });
});
