import sharp from 'sharp';
import { beforeAll, expect, it } from 'vitest';
import { SaxesParser } from 'saxes';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { unpublishArticle } from '../../../publishing/articles/actions/unpublish-article.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import type { PublicArticle } from '../../../publishing/public/public-article.ts';
import { createWeb } from '../../create-web.ts';
import { file } from '../../../record/filing/file.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

const host = 'https://paper.example';
const chart = { by: 'type', over: 'year' };

/** The texts of the elements of a well-formed XML document, by name. */
function elements(xml: string): Record<string, string> {
  const found: Record<string, string> = {};
  const open: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    open.push(name);
    found[name] = '';
  });
  parser.on('text', (text) => (found[open.at(-1) ?? ''] += text));
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return found;
}

onEitherDatabase('charts on other sites', (db) => {
  let site: Site;
  const get = async (path: string) => {
    const response = await site.web.request(path);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
  };
  const oembed = (url: string, more: object = {}) => get(routes.oembed({ url: host + url, ...more }));
  beforeAll(async () => {
    site = await exampleSite(db(), { env: { KRONIKA_URL: host } });
  });

  it('have the headline that an editor wrote on the page of their article, and the calculated one beside their table', async () => {
    const [made] = await run(site.app, createArticles, editor, {
      articles: [
        {
          headline: { text: 'What is recorded', kind: 'connective' },
          byline: { names: ['Ada Reporter'] },
          blocks: [
            { sentences: [{ text: 'This is what is recorded.', kind: 'connective' }] },
            { type: 'statistic', ref: routes.statistics({ by: 'country' }), finding: 'Where it <happened>' },
          ],
        },
      ],
    });
    await run(site.app, publishArticle, editor, { article: made!.article, version: made!.version });
    const at = { number: made!.number, slug: 'what-is-recorded' };
    const english = (await get(routes.article(at))).text;
    expect(english).toContain('<p class="finding">Where it &lt;happened&gt;</p>');
    const [, calculated] = /Calculated headline: ([^<]+)</.exec(english)!;
    const json = JSON.parse((await get(routes.article.json(at))).text) as PublicArticle;
    const figure = json.figures[0]!.number;
    expect(json.blocks.at(-1)).toEqual({ type: 'statistic', figure, finding: 'Where it <happened>' });
    // The chart itself can be in several articles, so its own page has the calculated headline.
    const alone = (await get(routes.figureEmbed({ number: figure }))).text;
    expect([alone.includes(calculated!), alone.includes('happened')]).toEqual([true, false]);
  });

  it('can be framed alone, without a script or a cookie; their pages cannot be framed', async () => {
    for (const path of [routes.statisticEmbed(chart), routes.figureEmbed({ number: 1 })]) {
      const { status, headers, text } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('set-cookie')).toBeNull();
      expect(text).not.toContain('<script');
      expect(text).toMatch(/role="img"|class="in-words"|<h1>/);
      expect(text).toContain('<table>');
    }
    for (const path of [routes.statistics(chart), routes.figure({ number: 1 }), routes.statistics.as('svg', chart)])
      expect((await get(path)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('are drawings without script and style, with the numbers of the CSV', async () => {
    for (const query of [{ over: 'year' }, { by: 'type' }, { by: 'year' }, chart, { by: 'type', with: 'country' }]) {
      const { status, headers, text } = await get(routes.statistics.as('svg', query));
      expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(elements(text).svg).toBeDefined();
      expect(text).not.toMatch(/<script|<style|style=|href=|on\w+=/);
      const [head, ...csv] = (await get(routes.statistics.as('csv', query))).text.trim().split('\r\n');
      const nameColumn = head!.split(',').indexOf('cases') - 1;
      // With two dimensions, the description has the totals of the first one.
      for (const line of Object.keys(query).length === 1 ? csv : []) {
        const [name, sure, perhaps] = line.split(',').slice(nameColumn);
        if (name!.startsWith('(') || name === '') continue;
        const count = Number(perhaps) ? `${sure}–${Number(sure) + Number(perhaps)}` : sure;
        expect(text).toContain(`${name}: ${count}`);
      }
    }
  });

  it('are pictures of a limited size, the same each time', async () => {
    for (const path of [routes.statistics.as('png', chart), routes.figure.as('png', { number: 1 })]) {
      const [one, again] = [await get(path), await get(path)];
      expect([path, one.status, one.headers.get('content-type')]).toEqual([path, 200, 'image/png']);
      expect(one.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(one.bytes.equals(again.bytes)).toBe(true);
      const { width, height } = await sharp(one.bytes).metadata();
      expect(width).toBe(1200);
      expect(height).toBeGreaterThan(300);
      expect(height).toBeLessThan(2200);
    }
  });

  it('of gender cannot be narrowed, so that differences reveal no one', async () => {
    const all = (await get('/statistics.csv?by=gender')).text;
    for (const more of ['country=KZ', 'q=Ratel', 'over=year', 'with=country', 'year=2018', 'targeted=person']) {
      for (const path of ['/statistics/embed', '/statistics.svg', '/statistics.png', '/statistics']) {
        const asked = await get(`${path}?by=gender&${more}`);
        expect([path, more, asked.headers.get('location')]).toEqual([path, more, `${path}?by=gender`]);
      }
      expect((await get(`/statistics.csv?by=gender&${more}`)).text).toBe(all);
    }
    const told = JSON.parse((await oembed('/statistics?by=gender&country=KZ')).text);
    expect(told.html).toContain('/statistics/embed?by=gender&#34;'.replace('&#34;', '"'));
  });

  it('have one address each', async () => {
    for (const path of [
      '/statistics/embed?over=&by=type',
      '/statistics.png?by=type&nonsense=1',
      '/figures/1.png?nonsense=1',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 301]);
    for (const path of ['/statistics.png?by=type&country=AQ', '/figures/999.svg', '/figures/999/embed'])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });

  it('are described by oEmbed, to which their pages link', async () => {
    for (const path of [routes.statistics(chart), routes.figure({ number: 1 })]) {
      const page = (await get(path)).text;
      for (const format of ['json', 'xml']) {
        const [, type, href] =
          /<link rel="alternate" type="([^"]*oembed)" title="[^"]+" href="([^"]+)"/.exec(
            page.slice(page.indexOf(`${format}+oembed`) - 40),
          ) ?? [];
        expect(type).toBe(format === 'json' ? 'application/json+oembed' : 'text/xml+oembed');
        const answer = await get(href!.replaceAll('&amp;', '&').slice(host.length));
        expect([answer.status, answer.headers.get('content-type')]).toEqual([
          200,
          format === 'json' ? 'application/json' : 'text/xml; charset=utf-8',
        ]);
        const told: Record<string, unknown> = format === 'json' ? JSON.parse(answer.text) : elements(answer.text);
        expect([Number(told.width), Number(told.height)]).toEqual([640, expect.any(Number)]);
        // What the specification requires of a response of the type “rich”.
        expect(told).toMatchObject({
          type: 'rich',
          version: '1.0',
          provider_url: `${host}/`,
          html: expect.stringMatching(/^<iframe src="https:\/\/paper\.example\/[^"]+\/embed/),
        });
        const src = /src="([^"]+)"/.exec(String(told.html))![1]!.replaceAll('&#38;', '&').slice(host.length);
        expect([src, (await get(src)).status]).toEqual([src, 200]);
      }
    }
  });

  it('fit into the size that another site allows', async () => {
    const told = JSON.parse((await oembed(routes.statistics(chart), { maxwidth: 300, maxheight: 200 })).text);
    expect([told.width, told.height]).toEqual([300, 200]);
  });

  it('are described in the language of their address', async () => {
    const told = JSON.parse((await oembed('/statistics?by=type')).text);
    expect(told.title).toMatch(/cases/);
    const spoken = site.deps.paper().interfaceLanguages;
    expect(spoken).not.toContain('ru');
    // The site does not offer Russian, so the page of this address redirects to that without a prefix.
    const other = JSON.parse((await oembed('/ru/statistics?by=type')).text);
    expect([other.title, other.html]).toEqual([told.title, told.html]);
  });

  it('refuse other addresses, sizes and formats', async () => {
    expect((await oembed('/statistics?by=type', { format: 'yaml' })).status).toBe(501);
    for (const url of ['/cases', '/figures/999', '/statistics?country=AQ', '/desk/statistics'])
      expect([url, (await oembed(url)).status]).toEqual([url, 404]);
    expect((await get(routes.oembed({ url: 'https://elsewhere.example/statistics?by=type' }))).status).toBe(404);
    expect((await get(routes.oembed({}))).status).toBe(400);
    expect((await get(`/oembed?url=${host}/statistics&maxwidth=wide`)).status).toBe(400);
  });

  it('of an article disappear with it', async () => {
    await run(site.app, unpublishArticle, editor, {
      article: `article/${site.article}`,
      version: (await db().read.selectFrom('thing').select('version').where('kind', '=', 'article').executeTakeFirst())!
        .version,
      reason: 'The article was about something else.',
    });
    for (const path of [
      routes.figureEmbed({ number: 1 }),
      routes.figure.as('svg', { number: 1 }),
      routes.figure.as('png', { number: 1 }),
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
    expect((await oembed(routes.figure({ number: 1 }))).status).toBe(404);
  });

  it('are all drawn for a mirror, each time with the current numbers', async () => {
    const mirror = createWeb({ ...site.deps, mirror: true });
    const draw = async (path: string, known?: string) => {
      const response = await mirror.request(path, known ? { headers: { 'if-none-match': known } } : undefined);
      return {
        status: response.status,
        tag: response.headers.get('etag')!,
        bytes: Buffer.from(await response.arrayBuffer()),
      };
    };
    const last = routes.statistics.as('png', { over: 'month' });
    const paths = ['country', 'group', 'type', 'targeted', 'language', 'year']
      .flatMap((by) => [undefined, 'year', 'quarter', 'month'].map((over) => routes.statistics.as('png', { by, over })))
      .concat(last);
    const before = await draw(last);
    expect((await draw(last, before.tag)).status).toBe(304);
    const drawn = Promise.all(paths.map((path) => draw(path)));
    await run(site.app, file, editor, {
      cases: [{ key: 'k', title: 'One more', visibility: 'public' }],
      claims: [
        {
          case: '#k',
          wording: 'A reporter was beaten.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ pagesOwn: true }],
          support: { kind: 'direct-word', note: 'by telephone' },
          statements: [{ subject: '#k', property: 'began', value: '2019-05-02' }],
        },
      ],
    } as never);
    const now = await draw(last);
    const all = await drawn;
    expect(all.map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect(now.bytes.equals(before.bytes)).toBe(false);
    // The chart with other numbers is drawn again, and the others come from the cache.
    expect([(await draw(last, before.tag)).status, (await draw(last, now.tag)).status]).toEqual([200, 304]);
    expect((await draw(last)).bytes.equals(now.bytes)).toBe(true);
  });
});
