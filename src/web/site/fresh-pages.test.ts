import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { ServerDatabase } from '../../platform/database/server/server-database.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { testDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor } from '../../platform/testing/test-app.ts';
import { whole } from '../../platform/testing/whole.ts';
import { unpublishArticle } from '../../publishing/articles/actions/unpublish-article.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { changeClaim } from '../../record/claims/change-claim.ts';
import { checkClaims } from '../../record/claims/check-claims.ts';
import { file } from '../../record/filing/file.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { createWeb } from '../create-web.ts';
import { PageCache } from '../kit/middleware/page-cache.ts';
import { pageNews } from '../kit/middleware/page-news.ts';
import { refOf } from '../kit/middleware/page-refs.ts';
import { exampleSite } from '../testing/site.ts';

/** The addresses of public pages to which the front page leads, pages of items first. */
async function addressesOf(web: { request(address: string): Response | Promise<Response> }, most: number) {
  const found = new Set(['/', '/articles', '/cases', '/statistics', '/corrections', '/feed.xml']);
  for (const address of found) {
    if (found.size > 4 * most) break;
    const answer = await web.request(address);
    if (!answer.headers.get('content-type')?.startsWith('text/html')) continue;
    for (const [, link] of (await answer.text()).matchAll(/ href="(\/(?!\/)[^"#?]*)"/g))
      if (!/^\/(?:desk|assets|theme|export|search|support|reading-list)(?:\/|$)|\.[a-z]{2,4}$/.test(link!))
        found.add(link!);
  }
  const all = [...found];
  return [...all.slice(0, 6), ...all.slice(6).filter(refOf)].slice(0, most);
}

describe('pages from the cache', () => {
  it('are the same as new pages after each change, and survive a change that does not concern them', async () => {
    // On a server, a busy machine may delay the heartbeat. Then a page is not taken from the cache.
    const { db, drop } = await testDatabase('embedded');
    onTestFinished(drop);
    const pages = new PageCache(db);
    onTestFinished(await pages.open(db));
    const { app, deps, web, refs } = await exampleSite(db, { listeners: [pageNews, pages.listener] });
    let rendered = 0;
    const url = (name: string): string => (rendered++, deps.assets.url(name));
    const cached = createWeb({ ...deps, pages, assets: { ...deps.assets, url } });
    const addresses = await addressesOf(web, whole ? 400 : 24);
    const read = async (): Promise<string[]> => {
      const made = [];
      for (const address of addresses) {
        const before = rendered;
        const body = await (await cached.request(address)).text();
        if (rendered > before) made.push(address);
        expect(body, address).toBe(await (await web.request(address)).text());
      }
      return made;
    };
    await read();
    expect(await read()).toEqual([]);

    const claim = {
      case: refs['case-probe']!,
      wording: 'They were fined.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      chain: [{ actor: refs['ratel']!, verb: 'said' }],
      support: { kind: 'reference' as const, source: refs['src-tol']! },
      statements: [
        { subject: refs['case-probe']!, property: 'stated-reason', value: { text: 'libel', language: 'en' } },
      ],
    };
    const filed = await run(app, file, systemPrincipal, { claims: [claim] });
    const afterClaim = await read();
    expect(afterClaim).toContain('/');
    expect(afterClaim.some((address) => refOf(address) === refs['case-probe'])).toBe(true);
    const items = (list: readonly string[]): number => list.filter(refOf).length;
    expect(items(afterClaim)).toBeLessThan(0.75 * items(addresses));
    await run(app, checkClaims, systemPrincipal, { claims: filed.claims });
    await read();
    await run(app, changeClaim, systemPrincipal, {
      claim: filed.claims[0]!,
      version: 2,
      to: { ...claim, wording: 'They were fined twice.', checked: true },
    });
    await read();
    const sentence = { text: 'They were fined twice, Ratel.kz said.', claims: [filed.claims[0]!] };
    const form = {
      headline: { ...sentence, whole: true },
      standfirst: { sentences: [{ text: 'What is known of it.', claims: [filed.claims[0]!] }] },
      byline: { names: ['Aliya Nurlan'] },
      cases: [refs['case-probe']!],
      blocks: [{ type: 'paragraph' as const, sentences: [sentence] }],
    };
    const [draft] = await run(app, createArticles, systemPrincipal, { articles: [form] });
    expect(await read()).toEqual([]);
    const article = draft!.article;
    const { version } = await run(app, publishArticle, systemPrincipal, { article, version: draft!.version });
    const afterArticle = await read();
    expect(afterArticle).toContain('/articles');
    expect(afterArticle).not.toContain('/statistics');
    const saved = await run(app, saveArticle, systemPrincipal, {
      article,
      version,
      ...form,
      byline: { names: ['Marat Sadykov'] },
    });
    expect(await read()).toEqual([]);
    await run(app, publishArticle, systemPrincipal, {
      article,
      version: saved.version,
      change: 'update',
      note: 'Another author.',
    });
    await read();
    await run(app, withdraw, systemPrincipal, { things: filed.claims, reason: 'The source withdrew it.' });
    expect(pages.size).toBe(0);
    await read();
  });
});

/** How often each reader reads each page at most. */
const maxReads = 300;

describe('content that readers must not see any more', () => {
  const server = inject('noServer') === null;
  it.for(whole || !server ? (['embedded', 'server'] as const) : (['server'] as const))(
    'is on no page after the change was acknowledged: %s',
    async (kind, { skip }) => {
      const opened = await testDatabase(kind).catch(() => null);
      if (!opened) return skip('no PostgreSQL server here');
      const { db } = opened;
      onTestFinished(() => opened.drop());
      /** Another process on the same database. */
      const other = 'url' in opened.where ? new ServerDatabase(opened.where.url) : null;
      if (other) onTestFinished(() => other.close());
      const here = new PageCache({ kind });
      const there = new PageCache({ kind });
      for (const close of [await here.open(db), other && (await there.open(other))]) if (close) onTestFinished(close);
      const { app, deps, article } = await exampleSite(db, { listeners: [pageNews, here.listener] });
      const sites = [createWeb({ ...deps, pages: here })];
      if (other) sites.push(createWeb({ ...deps, app: { ...deps.app, db: other }, pages: there }));

      const made = await run(app, file, editor, {
        actors: ['Withdrawn', 'Redacted'].map((name) => ({
          kind: 'person' as const,
          names: [{ text: `Person ${name}` }],
          visibility: 'public' as const,
        })),
        cases: ['Withdrawn', 'Hidden', 'Limited', 'Merely'].map((name) => ({
          title: `Case ${name}`,
          visibility: 'public' as const,
        })),
      });
      const { id: member } = await newKeyHolder(app, 'editor');
      const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member] });
      const headline = 'Two newsrooms in Almaty';
      const { version } = await db.read
        .selectFrom('thing')
        .select('version')
        .where('kind', '=', 'article')
        .where('number', '=', article)
        .executeTakeFirstOrThrow();
      const reason = 'The source asked us for this.';
      const steps: [words: string, act: () => Promise<unknown>][] = [
        ['Case Withdrawn', () => run(app, withdraw, editor, { things: [made.cases[0]!], reason })],
        ['Case Hidden', () => run(app, setVisibility, editor, { things: [made.cases[1]!], visibility: 'desk' })],
        [
          'Case Limited',
          async () => {
            await run(app, setVisibility, editor, { things: [made.cases[2]!], visibility: 'desk' });
            await run(app, limitItem, systemPrincipal, { thing: made.cases[2]!, team });
          },
        ],
        ['Person Withdrawn', () => run(app, withdraw, editor, { things: [made.actors[0]!], reason })],
        [
          'Person Redacted',
          // After the commit, `vacuum full` and a reader's query can lock each other's tables on a server.
          () =>
            redactPerson(app, editor, { actor: made.actors[1]!, ground: reason }).catch((error: { code?: string }) => {
              if (error.code !== '40P01') throw error;
            }),
        ],
        [headline, () => run(app, unpublishArticle, editor, { article: `article/${article}`, version, reason })],
      ];
      // The first limited item changes the policies of all tables, for which a server has to lock them.
      const { cases } = await run(app, file, editor, { cases: [{ title: 'Limited before' }] });
      await run(app, limitItem, systemPrincipal, { thing: cases[0]!, team });
      const addresses = [
        '/',
        '/articles',
        '/cases',
        '/actors',
        ...made.cases.map((ref) => `/cases/${ref.slice('case/'.length)}/-`),
        ...made.actors.map((ref) => `/actors/${ref.slice('actor/'.length)}/-`),
      ];
      const gone = new Set<string>();
      const shown: string[] = [];
      let ended = false;
      let reads = 0;
      const reader = async (web: (typeof sites)[number]): Promise<void> => {
        for (let round = 0; round < maxReads && !ended; round++)
          for (const address of addresses) {
            const before = [...gone];
            const html = await (await web.request(address)).text();
            reads++;
            shown.push(...before.filter((words) => html.includes(words)).map((words) => `${words} on ${address}`));
          }
      };
      const readers = Promise.all(sites.flatMap((web) => [reader(web), reader(web)]));
      /** Waits until the other process has all notifications that were sent so far. */
      let arrived = (): void => {};
      const stop = await other?.listen('test_arrived', () => arrived());
      const hear = (): Promise<void> =>
        new Promise((resolve) => {
          arrived = resolve;
          void db.notify('test_arrived', '');
        });
      for (const [words, act] of steps) {
        const seen = reads;
        await run(app, file, editor, { cases: [{ title: `Before ${words.toLowerCase()}`, visibility: 'public' }] });
        await expect.poll(() => reads, { timeout: 200_000 }).toBeGreaterThan(seen + addresses.length);
        await act();
        if (other) await hear();
        gone.add(words);
        const after = reads;
        await expect.poll(() => reads, { timeout: 200_000 }).toBeGreaterThan(after + 2 * addresses.length);
      }
      ended = true;
      await readers;
      await stop?.();
      expect(shown).toEqual([]);
    },
  );
});
