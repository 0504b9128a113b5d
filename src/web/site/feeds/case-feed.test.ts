import type { Hono } from 'hono';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { fileForArticles, numberOf, type Filed } from '../../../publishing/testing/filed.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

const site = 'https://paper.example';

type Item = { id: string; url: string; title: string; content_text?: string; date_modified: string };

onEitherDatabase('the feed of a case', (db) => {
  let app: App;
  let web: Hono<Env>;
  let filed: Filed;
  let events: string[];

  beforeAll(async () => {
    app = testApp(db(), { config: { publicUrl: site } });
    web = createWeb({ ...testDeps(), app });
    filed = await fileForArticles(app);
    const made = await run(app, file, editor, {
      events: ['Search of the newsroom', 'Secret meeting'].map((title, index) => ({
        key: `event-${index}`,
        case: filed.case,
        title,
        visibility: index === 0 ? ('public' as const) : ('desk' as const),
      })),
      claims: ['event-0', 'event-1'].map((event) => ({
        case: filed.case,
        wording: 'It happened on 2 April 2018.',
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor: filed.hrw, verb: 'wrote' }],
        support: { kind: 'reference' as const, source: filed.page },
        statements: [{ subject: `#${event}`, property: 'date', value: '2018-04-02' }],
      })),
    });
    events = made.events as string[];
  });
  const get = async (path: string) => (await web.request(path)).text();
  const feed = () => routes.feeds.case_.json({ number: numberOf(filed.case) });
  const items = async (): Promise<Item[]> => (JSON.parse(await get(feed())) as { items: Item[] }).items;
  const stateStatus = (value: string) =>
    run(app, file, editor, {
      claims: [
        {
          case: filed.case,
          wording: 'The case has a new status.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ actor: filed.hrw, verb: 'wrote' }],
          support: { kind: 'reference', source: filed.page },
          statements: [{ subject: filed.case, property: 'case-status', value }],
        },
      ],
    });
  const idOf = (event: string): string => `${site}/cases/${numberOf(filed.case)}#event-${event.split('/')[1]}`;

  it('has the public events, with their day and who says so, and no others', async () => {
    const [search, secret] = [events[0]!, events[1]!];
    const found = (await items()).filter((one) => one.id.includes('#event-'));
    expect(found).toMatchObject([
      {
        id: idOf(search),
        title: expect.stringMatching(/2 April 2018: Search of the newsroom/),
        content_text: expect.stringContaining('Human Rights Watch'),
      },
    ]);
    expect(found[0]!.url).toContain(`#event-${search.split('/')[1]}`);
    expect(await get(feed())).not.toContain('Secret meeting');
    await run(app, setVisibility, editor, { things: [secret], visibility: 'public' });
    expect((await items()).map((one) => one.id)).toContain(idOf(secret));
    await run(app, setVisibility, editor, { things: [secret], visibility: 'desk' });
    expect((await items()).map((one) => one.id)).not.toContain(idOf(secret));
  });

  it('has the status in words, as a new entry when it changes', async () => {
    const statuses = async () => (await items()).filter((one) => one.id.includes('#status-'));
    expect(await statuses()).toEqual([]);
    await stateStatus('ongoing');
    const [first] = await statuses();
    expect(first!.title).toMatch(/^Current status of the case: \p{Lu}/u);
    expect((await statuses())[0]).toEqual(first);
  });

  it('is valid Atom (RFC 4287), and JSON Feed 1.1', async () => {
    const xml = await get(routes.feeds.case_.as('xml', { number: numberOf(filed.case) }));
    const { document } = parseHTML(xml.replace(/^<\?xml[^>]*>/, '')) as unknown as { document: Document };
    const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
    const entries = [...document.querySelectorAll('entry')];
    const one = (of: Element | Document, name: string): string[] =>
      [...of.querySelectorAll(`:scope > ${name}`)].map((each) => each.textContent!);
    const root = document.querySelector('feed')!;
    expect([one(root, 'id'), one(root, 'title'), one(root, 'updated')].map((each) => each.length)).toEqual([1, 1, 1]);
    expect(entries.length).toBeGreaterThan(1);
    expect(
      entries.filter(
        (entry) =>
          one(entry, 'id').length !== 1 ||
          !URL.canParse(one(entry, 'id')[0]!) ||
          one(entry, 'title').length !== 1 ||
          !time.test(one(entry, 'updated')[0] ?? ''),
      ),
    ).toEqual([]);
    const ids = entries.map((entry) => one(entry, 'id')[0]!);
    expect(new Set(ids).size).toBe(ids.length);
    const newest = entries
      .map((entry) => one(entry, 'updated')[0]!)
      .toSorted()
      .at(-1);
    expect(one(root, 'updated')).toEqual([newest]);
    const json = JSON.parse(await get(feed())) as Record<string, unknown> & { items: Record<string, unknown>[] };
    expect(json).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: expect.any(String),
      feed_url: site + feed(),
    });
    expect(
      json.items.map((item) => [typeof item['id'], typeof (item['content_text'] ?? item['content_html'])]),
    ).toEqual(json.items.map(() => ['string', 'string']));
  });

  it('has a true date if it is empty: that of the first change of the installation', async () => {
    const first = await db()
      .read.selectFrom('change_set')
      .select('at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirstOrThrow();
    const empty = await get(routes.feeds.country.as('xml', { code: 'UZ' }));
    expect(empty).not.toContain('<entry>');
    expect(empty).toContain(`<updated>${first.at.toISOString()}</updated>`);
    expect(await get(routes.feeds.country.as('xml', { code: 'UZ' }))).toBe(empty);
  });
});
