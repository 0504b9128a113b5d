import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { loadInvented } from '../../exchange/example/load-invented.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { describeArticles } from '../../publishing/articles/describe-articles.ts';
import { listPublicArticles } from '../../publishing/articles/list-articles.ts';
import { PublicationCache } from '../../publishing/publication/publication-cache.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { drawCard } from '../publishing/cards/card.ts';
import { deskOn } from '../testing/desk.ts';
import type { Router } from '../kit/context.ts';
import { leadsToInvented } from '../kit/invented.tsx';
import { routes } from '../routes.ts';

const mark = /Velmoria does not exist\.|Вельмории\sне\sсуществует\./;
const word = 'Invented (sample data)';
const number = (ref: string): number => Number(ref.split('/')[1]);

it('is looked for in addresses of this site only', () => {
  const paper = { invented: ['article/5'] };
  for (const text of ['/articles/5/x', '/ru/articles/5', '<a href="/desk/articles/5?x=1">', '<a href="/countries/XV">'])
    expect(leadsToInvented(paper, text), text).toBe(true);
  for (const text of ['/articles/51', '<a href="https://paper.example/articles/5">', '<p>See /articles/5</p>'])
    expect(leadsToInvented(paper, text), text).toBe(false);
});

/** The addresses on this site in a document, without fragments. */
const linksIn = (html: string): string[] =>
  [...html.matchAll(/<a\b[^<>]*? href="(\/[^"#]*)/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));

onOneDatabase('pages of the invented sample', (db) => {
  let web: Router;
  let refs: Readonly<Record<string, string>>;
  let desk: ReturnType<typeof deskOn>;
  const paper = new PublicationCache({ changed: () => {}, failed: (error) => expect.fail(String(error)) });
  beforeAll(async () => {
    desk = deskOn(db(), { paper: () => paper.publication, listeners: [paper.listener] });
    await prepareJobs(db(), [photoSizesJob]);
    await loadExample(desk.app);
    refs = (await loadInvented(desk.app))!;
    await paper.open(db().read);
    web = desk.web;
  });

  /** Items with their own page, by the key in the data file. */
  const pages = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(refs).flatMap(([key, ref]): [string, string][] => {
        const at = { number: number(ref), slug: 'x' };
        const path =
          {
            actor: () => routes.actor(at),
            article: () => routes.article(at),
            case: () => routes.case_(at),
            claim: () => routes.claim(at),
            law: () => routes.law(at),
            letter: () => routes.letter(at),
            source: () => routes.source(at),
          }[ref.split('/')[0]!] ?? null;
        return path ? [[key, path()]] : [];
      }),
    );

  const read = async (path: string): Promise<{ path: string; status: number; type: string; text: string }> => {
    let at = path;
    for (let steps = 0; steps < 5; steps++) {
      const response = await web.request(at);
      const to = response.headers.get('Location');
      if (!to)
        return {
          path: at,
          status: response.status,
          type: response.headers.get('Content-Type') ?? '',
          text: (await response.text()).replaceAll('\u00a0', ' '),
        };
      at = to;
    }
    return expect.fail(`${path} redirects too often`);
  };

  it('say that they are invented, in their text and in their title', async () => {
    const lacking: string[] = [];
    for (const [key, path] of Object.entries(pages())) {
      const { status, text } = await read(path);
      if (
        status !== 200 ||
        !mark.test(text) ||
        !/<title(?: lang="\w+")?>(?:Invented|Вымышлено): /.test(text) ||
        !/property="og:title"(?: lang="\w+")? content="(?:Invented|Вымышлено): /.test(text)
      )
        lacking.push(`${key} ${path} ${status}`);
    }
    expect(lacking).toEqual([]);
  });

  it('are not marked in the title of an error at their address', async () => {
    const { status, text } = await read(`${pages()['case-removal']}/none`);
    expect([status, /<title[^>]*>Invented/.test(text)]).toEqual([404, false]);
  });

  it('say so in their JSON, too', async () => {
    const lacking: string[] = [];
    for (const [key, path] of Object.entries(pages())) {
      const { status, text } = await read(`${path.replace('/x', '')}.json`);
      if (status !== 200 || !text.includes('"invented":true')) lacking.push(`${key} ${path} ${status}`);
    }
    expect(lacking).toEqual([]);
  });

  it('say so in each row of the lists of claims and sources in the API', async () => {
    for (const [kind, list] of [
      ['claim', 'claims'],
      ['source', 'sources'],
    ] as const) {
      const invented = Object.values(refs).filter((ref) => ref.startsWith(`${kind}/`));
      const { items } = JSON.parse((await read(`/api/v1/${list}?limit=200`)).text) as {
        items: { number: number; invented: boolean }[];
      };
      const marked = items.flatMap((one) => (one.invented ? [`${kind}/${one.number}`] : []));
      expect(marked).toEqual(expect.arrayContaining(invented));
      // The claim that the sample's law brings with it has no key in the data file.
      expect(marked.length).toBeLessThan(invented.length + 5);
      expect(items.length).toBeGreaterThan(marked.length);
    }
  });

  it('have the mark in rows of search results, cases and actors', async () => {
    for (const path of [
      routes.search({ q: 'Velmorsky Listok' }),
      routes.search({ q: 'Selmir' }),
      routes.actors({ q: 'Merrolin' }),
      routes.cases({ q: 'Selmir' }),
    ])
      expect((await read(path)).text, path).toContain(word);
    for (const path of [routes.search({ q: 'Ratel' }), routes.actors({ q: 'Ratel' })])
      expect((await read(path)).text, path).not.toContain(word);
  });

  it('say the same in each part about a law that is adopted and not in force yet', async () => {
    const at = { number: number(refs['info-act']!), slug: 'information-act-of-velmoria' };
    const { text } = await read(routes.law(at, { on: '2019-10-03' }));
    const words = text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    for (const said of [
      'Not in force until 1 January 2020.',
      'Not in force yet on this day.',
      'Not in force yet Adopted 3 October 2019 · In force from 1 January 2020',
    ])
      expect(words).toContain(said);
    expect(words).not.toContain('We don’t know whether or when it came into force');
  });

  it('have the mark in their pictures for shared links', async () => {
    const { name, accent } = paper.publication;
    const title = 'The removal of a report on the port of Selmir';
    const card = await web.request(
      routes.recordCard.as('png', { kind: 'case', number: number(refs['case-removal']!) }),
    );
    const kicker = `Case ${number(refs['case-removal']!)}`;
    const drawn = await drawCard({ headline: `Invented: ${title}`, name, kicker, accent: accent.light });
    expect(Buffer.from(await card.arrayBuffer()).equals(drawn)).toBe(true);
  });

  it('are counted separately from real cases: no finding adds the two', async () => {
    const { text: report } = await read(routes.statistics());
    expect(report).toContain('What the 4 cases published here show.');
    expect(report).toContain('2 invented cases are not counted.');
    for (const query of [{ by: 'country' }, { by: 'type', with: 'status' }, { over: 'year' }]) {
      const { text: page } = await read(routes.statistics(query));
      expect(page).toMatch(/4 cases[^<]* · 2 invented cases are not counted/);
      // The filters offer the invented country, but the figure is about real cases.
      expect(page).toContain('Velmoria');
      expect(page).not.toMatch(mark);
      const { text: csv } = await read(routes.statistics.as('csv', query));
      expect(csv.split('\r\n')[0]).not.toContain('invented_in_all');
      expect(csv).not.toContain('XV');
    }
    // Only an invented case has a known length.
    const { text: lengths } = await read(routes.statistics({ by: 'duration' }));
    expect(lengths).toContain('2 invented cases are not counted');
    expect(lengths).not.toContain('38 days');
  });

  it('are counted as invented in charts for other sites, in every form of them', async () => {
    for (const query of [{ by: 'country' }, { by: 'type', with: 'status' }, { over: 'year' }]) {
      const filters = { ...query, country: ['XV'] };
      const [embed, svg, csv] = await Promise.all(
        [
          routes.statisticEmbed(filters),
          routes.statistics.as('svg', filters),
          routes.statistics.as('csv', filters),
        ].map(async (path) => (await read(path)).text),
      );
      expect(embed).toContain('including 2 invented cases');
      // The text is drawn, and is also in the description for those who do not see the picture.
      expect(svg!.replaceAll(/<[^>]+>/g, ' ').match(/including\s+2\s+invented\s+cases/g)?.length).toBeGreaterThan(1);
      expect(csv!.split('\r\n')[0]).toContain(',invented_in_all,');
    }
    for (const path of [
      routes.statisticEmbed({ by: 'type', country: ['KZ'] }),
      routes.statistics.as('svg', { country: ['KZ'], by: 'type' }),
    ])
      expect((await read(path)).text).not.toContain('invented');
  });

  it('lead straight to pages, and if these name anything invented, they say the same', async () => {
    const names = /Velmor|Вельмор|Selmir|Сельмир|Kadvin|Кадвин|Merrolin|Мерролин|Solmik|Солмик|Olvane/;
    const { articles } = await listPublicArticles(db().read, {});
    await run(desk.app, describeArticles, editor, {
      articles: articles.map((one) => ({ article: `article/${one.number}`, slug: `chosen-${one.number}` })),
    });
    const next = [
      routes.home(),
      routes.statistics(),
      routes.map(),
      '/countries/XV',
      routes.search({ q: 'Ratel' }),
      routes.search({ q: 'Selmir' }),
      ...articles.map((one) => routes.article({ number: one.number, slug: `chosen-${one.number}` })),
      ...articles.map((one) => routes.comments({ number: one.number })),
    ];
    const known = new Set(next);
    // All links from pages that name anything invented are followed. Of the others, one or two of each form.
    const shapes = new Map<string, number>();
    const [lacking, wrong]: [string[], string[]] = [[], []];
    let visited = 0;
    for (let path = next.shift(); path !== undefined && visited < 900; path = next.shift()) {
      visited += 1;
      const response = await web.request(path);
      if (response.status !== 200) wrong.push(`${path} ${response.status} ${response.headers.get('Location')}`);
      if (!response.headers.get('Content-Type')?.startsWith('text/html')) continue;
      const text = await response.text();
      // A name that contains the invented country's name needs no mark. Filters offer names that the page does not show.
      const main = text
        .slice(text.indexOf('<main'), text.indexOf('</main>'))
        .replaceAll(/<form\b.*?<\/form>/gs, '')
        .replace(/(?:Velmoria|Вельмор)[^<>]{0,20}\((?:invented|вымышлен)/g, '');
      const named = names.test(main);
      if (named && !path.includes('?') && !mark.test(main)) lacking.push(path);
      for (const link of linksIn(text)) {
        if (known.has(link) || /\.(?:pdf|zip)$/.test(link)) continue;
        const shape = link.replace(/=[^&]*/g, '=').replace(/\/\d+(\/[a-z0-9-]+(?=\.|$))?/, '/0');
        const seen = shapes.get(shape) ?? 0;
        if (seen >= (/[.?]/.test(link) ? 1 : 2) && !(named && !link.includes('?') && main.includes(`href="${link}`)))
          continue;
        shapes.set(shape, seen + 1);
        known.add(link);
        next.push(link);
      }
    }
    expect(next).toEqual([]);
    expect(visited).toBeGreaterThan(100);
    expect(shapes.size).toBeGreaterThan(30);
    expect(lacking).toEqual([]);
    expect(wrong).toEqual([]);
  });

  it('have the mark in feeds, if they outlast the sample data', async () => {
    // Feeds leave out sample data. An item that outlasts it is no longer sample data, but still invented.
    await db().transaction((tx) => sql`update thing set example = false where invented`.execute(tx));
    const { items } = JSON.parse((await read(routes.feedJson())).text) as { items: { title: string }[] };
    expect(items).toHaveLength(4);
    expect(items.filter(({ title }) => !title.startsWith('Invented: '))).toEqual([]);
    const feed = await read(routes.feeds.case_.as('xml', { number: number(refs['case-removal']!) }));
    const titles = [...feed.text.matchAll(/<title>([^<]*)/g)].map(([, title]) => title!);
    expect(titles.length).toBeGreaterThan(4);
    expect(titles.filter((title) => !title.startsWith('Invented: '))).toEqual([]);
  });
});
