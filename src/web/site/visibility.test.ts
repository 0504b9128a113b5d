import { beforeAll, describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import type { Database } from '../../platform/database/database.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { duplicateProjection } from '../../record/duplicates/duplicate-projection.ts';
import { lawIndexer } from '../../law/law-index.ts';
import { letterIndexer } from '../../letters/letter-index.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { recordIndexers, searchProjection } from '../../search/index/projection.ts';
import { createWeb } from '../create-web.ts';
import type { Env } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { testDeps } from '../testing/test-deps.ts';
import { fileSecrets, open, openFields, secret, type Secrets } from '../testing/secrets.ts';

/**
 * The parts of a response in which a reader could see something. `linked` says whether any page links to the address.
 */
type Answer = { path: string; status: number; location: string; body: string; linked: boolean; headers: Headers };

/**
 * Addresses that the walk does not reach, because they need a secret link, a file or a browser. Other tests cover them.
 */
const notWalked = [
  // Personal links are tested in comments.test.ts, sign-on.test.ts, letter.test.ts, review.test.ts, take-back.test.ts,
  // searches.test.ts and work.test.ts.
  '/comments/own/:token',
  '/comments/own/:token.json',
  '/comments/confirm/:secret',
  '/digest/stop/:key',
  '/work/stop/:key',
  '/sign/:token',
  '/sign/confirm/:token',
  '/sign/logo/:token',
  '/sign/own/:token',
  '/permission/:token',
  '/drafts/:token',
  '/drafts/:token/photos/:number/:file',
  // Letters that are signed on this site are tested in letter.test.ts, sign-on.test.ts, logo.test.ts and
  // letter-print.test.ts.
  '/letters/:number/signatures',
  '/letters/:number/signatures.csv',
  '/letters/:number/sign-on',
  '/letters/:number/:slug/statement.json',
  '/letters/:number/:slug/paper',
  '/letters/:number/logos/:file',
  // PDFs are tested in print-browser.test.ts and letter-print.test.ts.
  '/articles/:number.pdf',
  '/letters/:number/:slug.pdf',
  '/letters/:number.pdf',
  // Captures that an editor made public are tested in preserved-page.test.ts.
  '/sources/:number/captures/:capture',
  '/sources/:number/captures/:capture/page.wacz',
  // Frozen statistics of articles are tested in public-any-browser.test.ts and share.test.ts.
  '/figures/:number',
  '/figures/:number.json',
  '/figures/:number.csv',
  '/figures/:number.svg',
  '/figures/:number.png',
  '/statistics.png',
  '/figures/:number/embed',
  // Other sites ask for this address; share.test.ts does, too.
  '/oembed',
  // Support messages are tested in support-messages.test.ts.
  '/support',
  '/support/:number/go',
  // Pictures for shared links are tested in cards.test.ts.
  '/card.png',
  '/cards/:kind/:number.png',
  // Styles and pictures contain no words of the record.
  '/articles/:number.css',
  '/theme/:file',
  '/logo/:file',
];
/**
 * Addresses that need an account or a token are tested in pages.test.ts and openapi.test.ts. The files of the build are
 * left out, too.
 */
const notPublic = /^\/(desk|api|setup|join|assets)(\/|$)/;

const tags = ['openwordtag', 'deskwordtag', 'gonearticlewordtag'];

/** Follows every link of every page, beginning at `/`. Also tries every number of every kind, as page and as JSON. */
async function walk(web: Hono<Env>, db: Database, articles: readonly number[]): Promise<Answer[]> {
  const kinds = ['articles', 'cases', 'actors', 'sources', 'claims', 'laws', 'provisions', 'letters'] as const;
  const last = new Map(
    (
      await db.read
        .selectFrom('thing')
        .select((eb) => ['kind', eb.fn.max('number').as('last')])
        .groupBy('kind')
        .execute()
    ).map((row) => [`${row.kind}s`, Number(row.last)]),
  );
  expect([...last.keys()]).toEqual(expect.arrayContaining([...kinds]));
  // Every existing number, and the next number, which does not exist.
  const numbers = (kind: (typeof kinds)[number]): number[] =>
    Array.from({ length: last.get(kind)! + 1 }, (_, index) => index + 1);
  const queue = [
    routes.home(),
    routes.robots(),
    routes.securityText(),
    routes.feedXml(),
    routes.feedJson(),
    routes.search(),
    routes.cases(),
    routes.actors(),
    routes.sources(),
    routes.articles(),
    routes.about(),
    routes.privacy(),
    routes.cases.as('xml', {}),
    routes.search.as('xml', {}),
    routes.search.as('xml', { q: 'openword' }),
    routes.search.json(),
    routes.cases.json(),
    routes.articles.json(),
    routes.disagreements(),
    routes.disagreements.json(),
    routes.disagreements({ state: ['open'], property: ['date'] }),
    ...['KZ', 'UZ'].map((code) => routes.country({ code })),
    routes.corrections(),
    routes.corrections.json(),
    routes.sitemap(),
    routes.sitemapNews(),
    ...['articles', 'cases', 'actors', 'sources', 'laws', 'letters', 'pages'].map((kind) =>
      routes.sitemapPart.as('xml', { kind, part: '1' }),
    ),
    ...[
      'corrections',
      ...['KZ', 'UZ'].map((code) => `countries/${code}`),
      ...numbers('cases').map((number) => `cases/${number}`),
      ...tags.map((tag) => `tags/${tag}`),
    ].flatMap((feed) => [`/feeds/${feed}.xml`, `/feeds/${feed}.json`]),
    ...['open-page', 'draft-page', 'gone-page'].map((slug) => routes.page({ slug })),
    routes.section({ slug: 'open-section' }),
    '/feeds/sections/open-section.xml',
    '/feeds/sections/open-section.json',
    ...tags.flatMap((tag) => [routes.tag({ tag }), routes.tag.json({ tag })]),
    ...numbers('articles').flatMap((number) =>
      [1, 2, 3].flatMap((edition) =>
        [routes.edition, routes.editionChanges].flatMap((route) => [
          route({ number, edition }),
          route.json({ number, edition }),
        ]),
      ),
    ),
    ...kinds.flatMap((kind) => numbers(kind).flatMap((number) => [`/${kind}/${number}`, `/${kind}/${number}.json`])),
    ...(['cases', 'laws'] as const).flatMap((kind) =>
      numbers(kind).flatMap((number) => [`/${kind}/${number}.css`, `/${kind}/${number}.pdf`]),
    ),
    ...numbers('laws').flatMap((number) =>
      ['2015-01-01', '2016-06-01', '2017-06-01', '2019-01-01'].flatMap((on) =>
        ['', '.json', '.xml', '.jsonld'].map((ending) => `/laws/${number}${ending}?on=${on}`),
      ),
    ),
    ...numbers('laws').map((number) => routes.lawChanges({ number }, { from: '2016-06-01', to: '2017-06-01' })),
    routes.laws.json(),
    routes.letters(),
    routes.letters.json(),
    routes.duties(),
    routes.duties.json(),
    routes.permission({ token: 'nobody-has-it' }),
    routes.transparency(),
    routes.transparency.json(),
    routes.transparency.as('csv'),
    ...kinds.flatMap((kind) => [
      routes.search({ kind: [kind.slice(0, -1)] }),
      routes.search.json({ kind: [kind.slice(0, -1)] }),
    ]),
    ...[
      'openword',
      'openwordActorname',
      'openwordClaimwording',
      'openwordByhidden',
      '1',
      'https://example.org/openwordaddress',
    ].flatMap((q) => [routes.search({ q }), routes.cases({ q }), routes.search.json({ q }), routes.cases.json({ q })]),
    ...[
      'openwordA',
      'deskwordA',
      'sealword',
      'linkword',
      'password',
      'goneactorword',
      'deskwordCase',
      'deskwordSource',
      'openwordCase',
    ].map((q) => routes.suggest({ q })),
    ...articles.flatMap((number) => [
      routes.comments({ number }),
      routes.comments.json({ number }),
      routes.newComments({ number }),
      routes.feeds.comments.as('xml', { number }),
      routes.feeds.comments.json({ number }),
      ...[1, 2, 3, 4, 5].map((comment) => routes.reportComment({ number, comment })),
    ]),
    routes.ownComment({ token: 'nobody-has-it' }),
    ...numbers('actors').flatMap((number) => [
      routes.cases({ outlet: [number] }),
      routes.search({ outlet: [number] }),
      routes.actorLetters({ number, slug: '-' }),
      routes.actorLetters.json({ number, slug: '-' }),
    ]),
    ...numbers('letters').flatMap((number) => [
      routes.letterEmbed({ number, slug: '-' }),
      routes.letterPaper({ number, slug: '-' }),
    ]),
    routes.feeds.letters.as('xml'),
    routes.feeds.letters.json(),
    routes.health(),
    routes.healthLive(),
    routes.healthReady(),
    '/letters/verify',
  ];
  const seen = new Set(queue);
  const linked = new Set<string>();
  const answers: Answer[] = [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const response = await web.request(path);
    const location = response.headers.get('location') ?? '';
    const body = await response.text();
    answers.push({ path, status: response.status, location, body, linked: false, headers: response.headers });
    const links = [...body.matchAll(/ (?:href|action|src)="(\/[^"#]*)|"url":"(\/[^"]+)"/g)].map((match) =>
      (match[1] ?? match[2]!).replaceAll('&amp;', '&'),
    );
    for (const link of [location, ...links]) {
      // There are endless combinations of filters, so links with more than two parameters are not followed.
      if (!link.startsWith('/') || /^\/(desk|assets|akn)\//.test(link) || link.split('&').length > 2) continue;
      // A PNG takes long to draw. Its words are those of the SVG, from the same code.
      if (/^(?:\/[a-z]{2})?\/statistics\.png/.test(link)) continue;
      linked.add(link);
      if (seen.has(link)) continue;
      seen.add(link);
      queue.push(link);
    }
  }
  return answers.map((answer) => ({ ...answer, linked: linked.has(answer.path) }));
}

onOneDatabase('what readers may not see', (db) => {
  let web: Hono<Env>;
  let secrets: Secrets;
  let answers: Answer[];
  beforeAll(async () => {
    const app = testApp(db(), {
      listeners: [duplicateProjection, searchProjection([...recordIndexers, lawIndexer, letterIndexer])],
      config: { security: { contacts: ['mailto:security@example.org'], days: 180 } },
    });
    secrets = await fileSecrets(app);
    const { publication } = await loadPublication(db().read);
    web = createWeb({ ...testDeps(), app, paper: () => publication });
    answers = await walk(web, db(), Object.values(secrets.articles));
  });

  it('is in no page, JSON, feed, filter, search result or redirect', () => {
    const found = answers.flatMap(({ path, location, body }) => {
      const at = body.search(secret);
      return at < 0 && !secret.test(location)
        ? []
        : [`${path}: …${body.slice(Math.max(0, at - 60), at + 60)}… ${location}`];
    });
    expect(found).toEqual([]);
  });

  it('is searched at every address that readers have, except those covered by other tests', async () => {
    // Each route of this router responds with its own pattern. So the response shows to which route a path belongs.
    const router = new Hono();
    const patterns = new Set(web.routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
    for (const pattern of patterns) router.get(pattern, (c) => c.text(pattern));
    const reached = new Set<string>();
    for (const { path, status } of answers)
      if ([200, 301].includes(status)) reached.add(await (await router.request(path)).text());
    // Shortens `:number{[1-9][0-9]{0,8}\.json}` to `:number.json`.
    const plain = (pattern: string): string =>
      pattern.replaceAll(
        /:(\w+)\{(?:[^{}]|\{[^{}]*\})*\}/g,
        (part, name: string) => `:${name}${/\\(\.\w+)\}$/.exec(part)?.[1] ?? ''}`,
      );
    const missed = [...patterns].filter(
      (pattern) => !reached.has(pattern) && !notPublic.test(pattern) && pattern !== '*',
    );
    expect(new Set(missed.map(plain))).toEqual(new Set(notWalked));
  });

  it('no page sets a cookie, loads anything from another host, or runs inline scripts', () => {
    const pages = answers.filter(({ headers }) => headers.get('content-type')?.startsWith('text/html'));
    expect(pages.length).toBeGreaterThan(100);
    const loud = pages.flatMap(({ path, headers, body }) => {
      const policy = headers.get('content-security-policy') ?? '';
      const faults = [
        headers.has('set-cookie') && 'sets a cookie',
        !policy.startsWith("default-src 'none'") && 'may load anything',
        /\b(script|style|img|font|connect|frame|media)-src [^;]*(https?:|\*|unsafe)/.test(policy) &&
          `may load: ${policy}`,
        /<(script|img|iframe|link rel="(stylesheet|preload|icon)")[^>]* (src|href|srcset)="(https?:)?\/\//.test(body) &&
          'loads from another host',
        /<style|<script(?![^>]* src=)|\son[a-z]+="/.test(
          body.replaceAll(/<script type="application\/ld\+json">.*?<\/script>/gs, ''),
        ) && 'has script or style within',
      ].filter(Boolean);
      return faults.map((fault) => `${path}: ${fault}`);
    });
    expect(loud).toEqual([]);
  });

  it('is searched in the right places: every field of public items of the same kinds occurs somewhere', () => {
    const all = answers
      .map((answer) => answer.body)
      .join('\n')
      .toLowerCase();
    const fields = [
      ...openFields,
      'Lettertitle',
      'Lawtitle',
      'Lawname',
      'Enactment',
      'Label',
      'Num',
      'Heading',
      'Body',
      'Tail',
      'Lawclaim',
      'Amendment',
      'Abouthidden',
      'Law',
      'Basis',
      'Headline',
      'Standfirst',
      'Sentence0',
      'Author',
      'Caption',
      'Alt',
      'Credit',
      'Licence',
      'LawOfDemand',
      'Restored',
      'HeadlineRight',
      'Wrong',
      'Right',
      'Demander',
      'Appeal',
      'Mistake',
      'Tag',
      'Section',
      'Pagetitle',
      'Pagetext',
      'Replier',
      'Replied',
      'Comment',
      'Commenter',
    ];
    expect(fields.filter((field) => !all.includes(`${open}${field}`.toLowerCase()))).toEqual([]);
    for (const start of [
      '/articles/',
      '/cases/',
      '/actors/',
      '/sources/',
      '/claims/',
      '/laws/',
      '/provisions/',
      '/letters/',
    ])
      expect([
        start,
        answers.some(({ path, status }) => path.startsWith(start) && status === 200 && path.endsWith('.json')),
        answers.some(({ path, status }) => path.startsWith(start) && status === 200 && !path.endsWith('.json')),
      ]).toEqual([start, true, true]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    for (const list of [routes.search.json({ q: 'openwordActorname' }), routes.cases.json(), routes.articles.json()])
      expect([
        list,
        answers.some(({ path, status, body }) => path === list && status === 200 && /openword/i.test(body)),
      ]).toEqual([list, true]);
    expect(
      answers
        .filter(({ path, body }) => path.startsWith(routes.suggest()) && /openword/i.test(body))
        .map(({ path }) => path),
    ).toEqual([routes.suggest({ q: 'openwordA' }), routes.suggest({ q: 'openwordCase' })]);
    expect(
      ['open-page', 'draft-page', 'gone-page'].map(
        (slug) => answers.find(({ path }) => path === routes.page({ slug }))!.status,
      ),
    ).toEqual([200, 404, 410]);
    expect(answers.some(({ body }) => body.includes('"ethicsPolicy":"/pages/open-page"'))).toBe(true);
    // Each page links only to existing pages, or to pages that say why an item is gone (410, 451).
    expect(
      answers.filter(({ linked, status }) => linked && ![200, 301, 410, 451].includes(status)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('includes legal duties that no public claim or quotation supports', () => {
    const laws = (
      JSON.parse(answers.find(({ path }) => path === routes.duties.json())!.body) as {
        laws: {
          title: string;
          duties: { act: string; period: string | null; says: number[]; criticism: number[] }[];
        }[];
      }
    ).laws;
    expect(laws.map((law) => law.title)).toEqual(['openwordLawtitle']);
    expect(laws[0]!.duties).toMatchObject([
      { act: 'keep', period: 'P3M', says: [], criticism: [expect.any(Number)] },
      { act: 'obtain-permission', says: [expect.any(Number)], criticism: [] },
    ]);
    expect(answers.find(({ path }) => path === routes.duties())!.body).not.toMatch(/\b77\b/);
  });

  it('causes no disagreement for readers, although the desk sees one', async () => {
    const kept = await db().read.selectFrom('disagreement').select(['desk_state', 'public_state']).execute();
    expect(kept).toContainEqual({ desk_state: 'open', public_state: null });
    const list = answers.find(({ path }) => path === routes.disagreements.json())!;
    expect(JSON.parse(list.body)).toMatchObject({ total: kept.filter((row) => row.public_state !== null).length });
  });

  it('is answered exactly like an item that never existed', async () => {
    const hidden = await db()
      .read.selectFrom('thing')
      .select(['kind', 'number', 'visibility'])
      .where('kind', 'in', ['actor', 'case', 'source', 'claim', 'article', 'law', 'letter'])
      .where('visibility', '!=', 'public')
      .execute();
    expect(hidden.length).toBeGreaterThan(12);
    // A response without the address and the number of the request, because these two always differ.
    const plain = async (path: string): Promise<[number, string]> => {
      const response = await web.request(path);
      return [
        response.status,
        (await response.text()).replace(/urn:kronika:request:[0-9a-f]+/, '').replaceAll(path, ''),
      ];
    };
    for (const ending of ['', '.json', '.css', '.pdf'])
      for (const { kind, number } of hidden) {
        const never = await plain(`/${kind}s/999999${ending}`);
        expect(never[0]).toBe(404);
        expect([kind, number, ...(await plain(`/${kind}s/${number}${ending}`))]).toEqual([kind, number, ...never]);
      }
    expect((await web.request(`/articles/${secrets.articles.draft}`)).status).toBe(404);
  });

  describe('is not found by any of its words', () => {
    const words = [
      'deskwordActorname',
      'sealwordActorname',
      'deskwordCasetitle',
      'sealwordClaimwording',
      'draftwordClaimwording',
      'deskwordAswritten',
      'passwordHidden',
      'gonecaseword',
      'linkwordWritten',
      'https://example.org/deskwordaddress',
    ];
    /** A page repeats its query, so the query is removed. */
    const page = async (address: string, q: string): Promise<string> =>
      (await (await web.request(address)).text()).replaceAll(q, '').replaceAll(encodeURIComponent(q), '');

    it.each([
      ['actors', routes.actors],
      ['sources', routes.sources],
    ] as const)('among the %s', async (_name, route) => {
      for (const q of words) {
        const body = await page(route({ q }), q);
        expect([q, body.includes('Nothing found'), secret.test(body)]).toEqual([q, true, false]);
      }
    });

    it.each([
      ['search', routes.search],
      ['cases', routes.cases],
    ] as const)('in the %s, which finds similar public items instead, or nothing', async (_name, route) => {
      type Data = { total: number; instead: string | null; next: string | null };
      const data = async (q: string): Promise<Data> =>
        JSON.parse(await (await web.request(route.json({ q }))).text()) as Data;
      const others = new Set<string | null>();
      for (const q of words) {
        const [body, found] = [await page(route({ q }), q), await data(q)];
        others.add(found.instead);
        expect([q, secret.test(body), secret.test(JSON.stringify({ ...found, next: null }))]).toEqual([
          q,
          false,
          false,
        ]);
        expect([
          q,
          found.instead === null
            ? body.includes('Nothing found') && found.total === 0
            : body.includes('No results for “”. Showing results for “open'),
        ]).toEqual([q, true]);
        expect([q, found]).toEqual([
          q,
          found.instead === null ? found : { ...(await data(found.instead)), instead: found.instead, next: found.next },
        ]);
      }
      expect(others.size).toBeGreaterThan(1);
      expect(others).toContain(null);
    });
  });

  it('is answered with 410, date and reason if it was withdrawn', async () => {
    const gone = await db()
      .read.selectFrom('thing')
      .select(['kind', 'number'])
      .where('withdrawn_at', 'is not', null)
      .execute();
    expect(gone.map((thing) => thing.kind).toSorted()).toEqual(['actor', 'case', 'claim', 'source']);
    for (const { kind, number } of gone) {
      const response = await web.request(`/${kind}s/${number}`);
      const text = await response.text();
      expect([
        kind,
        response.status,
        text.includes('22 May 2018'),
        text.includes('about somebody else altogether'),
      ]).toEqual([kind, 410, true, true]);
      const json = await web.request(`/${kind}s/${number}.json`);
      expect(await json.json()).toMatchObject({
        status: 410,
        code: 'gone',
        withdrawnAt: '2018-05-22T09:00:00.000Z',
        reason: 'It was about somebody else altogether.',
      });
    }
  });

  it('is answered with 451 or 410 and a reason at all URLs of an article that was taken down or unpublished', async () => {
    const { takenDown, unpublished } = secrets.articles;
    for (const [number, status, says] of [
      [takenDown, 451, 'openwordDemander'],
      [unpublished, 410, 'openwordMistake'],
    ] as const)
      for (const path of [
        `/articles/${number}`,
        `/articles/${number}.json`,
        routes.edition({ number, edition: 1 }),
        routes.edition.json({ number, edition: 1 }),
        ...(number === takenDown ? [routes.editionChanges({ number, edition: 2 })] : []),
        `/api/v1/articles/${number}`,
      ]) {
        const response = await web.request(path);
        const body = await response.text();
        expect([path, response.status, body.includes(says), secret.test(body)]).toEqual([path, status, true, false]);
        expect([path, response.headers.get('link')?.includes('rel="blocked-by"') ?? false]).toEqual([
          path,
          status === 451,
        ]);
      }
    expect(await (await web.request(`/articles/${takenDown}.json`)).json()).toMatchObject({
      status: 451,
      code: 'taken_down',
      demand: { by: 'openwordDemander', on: '2031-04-20', order: null },
    });
    const lists = await Promise.all(
      [routes.articles(), routes.articles.json(), routes.feedXml(), routes.feedJson(), '/api/v1/articles'].map(
        async (path) => (await web.request(path)).text(),
      ),
    );
    for (const list of lists)
      for (const number of [takenDown, unpublished]) expect(list).not.toMatch(new RegExp(`articles/${number}\\b`));
  });

  it('includes internal ids and the numbers of hidden items, which no JSON contains', () => {
    const records = answers.filter((answer) => answer.path.endsWith('.json') && answer.status === 200);
    expect(records.length).toBeGreaterThan(20);
    for (const { path, body } of records) {
      expect([path, /"id":\s*\d/.test(body)]).toEqual([path, false]);
      // No JSON has the number of an item whose name is hidden.
      expect(body).not.toMatch(/"number":\d+,"name":(?:""|null)/);
    }
  });
});
