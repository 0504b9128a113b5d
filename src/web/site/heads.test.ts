import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { exampleSite, type Site } from '../testing/site.ts';
import { problemsIn } from '../testing/schema-org.ts';
import { routes } from '../routes.ts';

const host = 'https://paper.example';

/** The kind of page at a path: the path with placeholders for numbers, names and codes. */
const kindOf = (path: string): string =>
  path
    .replace(/^\/(articles|cases|actors|laws|letters)\/(\d+)\/[a-z0-9-]+$/, '/$1/:number/:slug')
    .replace(/^\/(tags|authors|sections|pages|countries)\/[^/]+$/, '/$1/:key')
    .replaceAll(/\d+/g, ':number');

onEitherDatabase('the heads of public pages', (db) => {
  let site: Site;
  const pages = new Map<string, { path: string; document: Document }>();
  const answer = (path: string) => site.web.request(path);

  beforeAll(async () => {
    site = await exampleSite(db(), { env: { KRONIKA_URL: host } });
    const found = [
      routes.home(),
      routes.articles(),
      routes.support(),
      `/claims/${site.refs['c05-hrw']!.split('/')[1]}`,
    ];
    for (const path of found) {
      const kind = kindOf(path);
      if (pages.has(kind) || pages.size > 80) continue;
      const first = await answer(path);
      const to = first.headers.get('location')?.replace(host, '');
      const response = to ? await answer(to) : first;
      if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('text/html')) continue;
      const { document } = parseHTML(await response.text()) as unknown as { document: Document };
      pages.set(kind, { path: to ?? path, document });
      for (const link of document.querySelectorAll('main a[href^="/"], footer a[href^="/"], nav a[href^="/"]')) {
        const next = link.getAttribute('href')!.split(/[?#]/)[0]!;
        // Frames on other sites show embedded charts, which have no head of their own.
        if (!/\.[a-z]+$|\/embed$|^\/desk/.test(next) && !pages.has(kindOf(next))) found.push(next);
      }
    }
  });

  const meta = (document: Document, name: string): string | null =>
    document.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.getAttribute('content') ?? null;

  it('are found for every kind of page', () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        '/',
        '/articles',
        '/articles/:number/:slug',
        '/cases',
        '/cases/:number/:slug',
        '/actors',
        '/actors/:number/:slug',
        '/sources/:number',
        '/claims/:number',
        '/laws',
        '/laws/:number/:slug',
        '/provisions/:number',
        '/letters',
        '/letters/:number/:slug',
        '/countries/:key',
        '/authors/:key',
        '/statistics',
        '/map',
        '/corrections',
        '/disagreements',
        '/export',
        '/about',
        '/privacy',
      ]),
    );
  });

  it('have a title, a description, a canonical address and a picture that answers, all with the host', async () => {
    const heads = [...pages].map(([kind, { path, document }]) => {
      const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? null;
      const image = meta(document, 'og:image') ?? '';
      const description = meta(document, 'og:description') ?? '';
      const hidden = meta(document, 'robots') === 'noindex';
      return {
        kind,
        image,
        titled: meta(document, 'og:title') !== null,
        described: description.length > 20 && description === meta(document, 'description'),
        // Pages that search engines must not index may have no permanent address.
        canonical: canonical === null ? hidden : canonical.split('?')[0] === host + path,
        url: meta(document, 'og:url') === canonical,
        pictured: image.startsWith(`${host}/`) && meta(document, 'og:image:alt') !== null,
      };
    });
    const good = { titled: true, described: true, canonical: true, url: true, pictured: true };
    expect(heads).toEqual(heads.map(({ kind, image }) => ({ kind, image, ...good })));
    const pictures = [...new Set(heads.map((one) => one.image))];
    expect(pictures.length).toBeGreaterThan(6);
    const answers: string[] = [];
    for (const image of pictures) {
      const response = await answer(image.slice(host.length));
      answers.push(`${response.status} ${response.headers.get('content-type')}`);
    }
    expect([...new Set(answers)]).toEqual(['200 image/png']);
  });

  it('have tags from which Zotero imports articles, cases and laws', () => {
    // Zotero takes the type from `z:itemType`, unless a tag such as `citation_journal_title` decides it. It takes the
    // first tag whose name ends in the name that it looks for.
    const read = (kind: string) => {
      const { document } = pages.get(kind)!;
      const tag = (name: string) => document.querySelector(`html>head>meta[name$="${name}"]`)?.getAttribute('content');
      return {
        type: tag('itemType'),
        journal: tag('citation_journal_title'),
        title: tag('citation_title'),
        authors: [...document.querySelectorAll('meta[name$="citation_author"]')].map((one) =>
          one.getAttribute('content'),
        ),
        date: tag('citation_publication_date'),
        url: tag('citation_public_url'),
        language: tag('citation_language'),
        number: tag('citation_technical_report_number'),
        pdf: tag('citation_pdf_url'),
        site: meta(document, 'og:site_name'),
      };
    };
    const url = (kind: string) => host + pages.get(kind)!.path;
    const [article, case_, law] = ['/articles/:number/:slug', '/cases/:number/:slug', '/laws/:number/:slug'];
    expect(read(article!)).toEqual({
      type: 'newspaperArticle',
      journal: undefined,
      title: expect.stringContaining('Two newsrooms in Almaty'),
      authors: ['Aliya Nurlan'],
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      url: url(article!),
      language: 'en',
      number: undefined,
      pdf: `${url(article!)}.pdf`,
      site: expect.stringMatching(/./),
    });
    expect(read(case_!)).toMatchObject({
      type: 'webpage',
      title: pages.get(case_!)!.document.querySelector('h1')!.textContent,
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      url: url(case_!),
      pdf: `${url(case_!)}.pdf`,
    });
    expect(read(law!)).toMatchObject({
      type: 'statute',
      title: pages.get(law!)!.document.querySelector('h1')!.textContent,
      url: url(law!),
    });
  });

  it('describe the page in schema.org terms, with types and properties that exist and addresses that answer', async () => {
    const problems: string[] = [];
    const types = new Set<string>();
    const addresses = new Set<string>();
    for (const [kind, { document }] of pages) {
      const scripts = [...document.querySelectorAll('script[type="application/ld+json"]')];
      if (!document.querySelector('link[rel="canonical"]')) continue;
      if (scripts.length !== 1) problems.push(`${kind}: ${scripts.length} descriptions`);
      for (const script of scripts) {
        const data = JSON.parse(script.textContent!) as Record<string, unknown>;
        if (data['@context'] !== 'https://schema.org') problems.push(`${kind}: no context`);
        problems.push(...problemsIn(data, { types, addresses }).map((one) => `${kind}: ${one}`));
      }
    }
    expect(problems).toEqual([]);
    expect([...types]).toEqual(
      expect.arrayContaining(['NewsArticle', 'Claim', 'Event', 'Legislation', 'WebPage', 'CollectionPage']),
    );
    expect(types.has('ClaimReview')).toBe(false);
    // Tests have no built assets.
    const ours = [...addresses].filter((one) => one.startsWith(`${host}/`) && !one.startsWith(`${host}/assets/`));
    expect(ours.length).toBeGreaterThan(40);
    const broken: string[] = [];
    for (const one of new Set(ours.map((address) => address.slice(host.length).split('#')[0]!))) {
      const { status } = await answer(one);
      if (status !== 200) broken.push(`${status} ${one}`);
    }
    expect(broken).toEqual([]);
  });
});
