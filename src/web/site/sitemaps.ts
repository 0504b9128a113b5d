import { sql, type RawBuilder } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { listAuthors } from '../../publishing/public/authors.ts';
import { listPublicArticles } from '../../publishing/articles/list-articles.ts';
import { type Publication } from '../../publishing/publication/publication.ts';
import { namedIn } from '../kit/publication.ts';
import { listCountries } from '../../search/places/about-country.ts';
import { listTags } from '../../publishing/tags/queries.ts';
import type { Ctx, Router } from '../kit/context.ts';
import { xml } from '../../platform/text/xml.ts';
import { fullAddress } from '../kit/feeds/feed.ts';
import { addressOfHit } from '../record/components/of-record.ts';
import { routes } from '../routes.ts';
import { teaserAddress } from '../publishing/articles/public/article-list.tsx';

/**
 * The maximum number of addresses in one part of the sitemap. The protocol (sitemaps.org) allows 50,000. But while a large part is
 * created, pages would have to wait for the database.
 */
const maxPartAddresses = 2_000;
const maxParts = 50_000;
/** A sitemap for news has the articles of this many hours, because Google reads no older ones. */
const newsHours = 48;
/** The maximum number of articles in the sitemap for news. Google reads no more. */
const newsMost = 1000;

const kinds = ['pages', 'articles', 'cases', 'actors', 'sources', 'laws', 'letters'] as const;
type Kind = (typeof kinds)[number];
type Place = { path: string; changed?: Date };

/**
 * robots.txt, the sitemap in parts, and the sitemap for news. Sitemaps leave out sample data. If the publication is
 * hidden, robots.txt disallows every page, and the sitemaps are empty.
 */
export function sitemaps(web: Router): void {
  web.get(routes.robots.pattern, (c) => {
    const closed = c.get('deps').paper().hidden;
    const open = [
      'Disallow: /desk',
      `Disallow: ${routes.search()}`,
      '',
      `Sitemap: ${fullAddress(c, routes.sitemap())}`,
      `Sitemap: ${fullAddress(c, routes.sitemapNews())}`,
    ];
    return c.text(`${['User-agent: *', ...(closed ? ['Disallow: /'] : open)].join('\n')}\n`);
  });
  web.get(routes.sitemap.pattern, async (c) => {
    const parts: string[] = [];
    for (const kind of isHidden(c) ? [] : kinds)
      for (const part of await partsOf(c, kind))
        parts.push(
          `<sitemap><loc>${xml(fullAddress(c, routes.sitemapPart.as('xml', { kind, part: String(part) })))}</loc></sitemap>`,
        );
    return answer(
      c,
      `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${parts.join('')}</sitemapindex>`,
    );
  });
  for (const pattern of routes.sitemapPart.patternsAs('xml'))
    web.get(pattern, async (c) => {
      const { kind, part } = routes.sitemapPart.read(c.req.param());
      const known = kinds.find((one) => one === kind);
      const places = known && !isHidden(c) ? await placesOf(c, known, Number(part)) : [];
      if (places.length === 0) throw new AppError('not_found');
      const urls = places.map(
        ({ path, changed }) =>
          `<url><loc>${xml(fullAddress(c, path))}</loc>${changed ? `<lastmod>${changed.toISOString()}</lastmod>` : ''}</url>`,
      );
      return answer(c, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`);
    });
  web.get(routes.sitemapNews.pattern, async (c) => {
    const { app, paper } = c.get('deps');
    const since = new Date(app.now().getTime() - newsHours * 3_600_000);
    const { articles } = isHidden(c)
      ? { articles: [] }
      : await listPublicArticles(app.db.read, { since, examples: false, size: newsMost });
    const urls = articles
      .filter((one) => !one.retracted)
      .map(
        (one) =>
          `<url><loc>${xml(fullAddress(c, teaserAddress(one)))}</loc><news:news><news:publication><news:name>${xml(namedIn(paper(), one.language).name)}</news:name><news:language>${xml(one.language)}</news:language></news:publication><news:publication_date>${one.publishedAt}</news:publication_date><news:title>${xml(one.headline)}</news:title></news:news></url>`,
      );
    // Articles leave this sitemap when they are older than `newsHours`. The record does not change then, so the sitemap
    // is not cached.
    c.header('Cache-Control', 'no-cache');
    return answer(
      c,
      `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">${urls.join('')}</urlset>`,
    );
  });
}

const isHidden = (c: Ctx): boolean => c.get('deps').paper().hidden;

const answer = (c: Ctx, body: string): Response =>
  c.body(`<?xml version="1.0" encoding="utf-8"?>${body}`, 200, { 'Content-Type': 'application/xml; charset=utf-8' });

/**
 * The numbers of the parts that are not empty. Part 1 has the items with the numbers 1 to 2,000, and so on. Articles
 * are divided by age instead: part 1 has the newest 2,000.
 */
async function partsOf(c: Ctx, kind: Kind): Promise<number[]> {
  const db = c.get('deps').app.db.read;
  if (kind === 'pages') return [1];
  if (kind === 'articles') {
    const { total } = await listPublicArticles(db, { examples: false, size: 1 });
    return Array.from({ length: Math.ceil(total / maxPartAddresses) }, (_, index) => index + 1);
  }
  // With "limit 1", PostgreSQL stops at the first item of a part, and does not read all items.
  const { rows } = await sql<{ part: number }>`
    select p.part from generate_series(1, (select ceil(max(number) / ${maxPartAddresses}::numeric)::int from thing where kind = ${singleOf(kind)})) as p (part)
    cross join lateral (
      select from thing t where ${inPart(kind, sql`p.part`)} and exists (select from search_entry e where e.thing_id = t.id and e.for_public offset 0) limit 1
    ) f order by p.part`.execute(db);
  return rows.map((row) => Number(row.part));
}

const singleOf = (kind: Exclude<Kind, 'pages' | 'articles'>) =>
  kind.slice(0, -1) as 'case' | 'actor' | 'source' | 'law' | 'letter';

const inPart = (kind: Exclude<Kind, 'pages' | 'articles'>, part: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`t.kind = ${singleOf(kind)} and t.number > (${part} - 1) * ${maxPartAddresses} and t.number <= ${part} * ${maxPartAddresses} and not t.example`;

async function placesOf(c: Ctx, kind: Kind, part: number): Promise<Place[]> {
  const db = c.get('deps').app.db.read;
  if (kind === 'pages') return part === 1 ? pages(db, c.get('deps').paper()) : [];
  if (kind === 'articles')
    return (await listPublicArticles(db, { examples: false, page: part, size: maxPartAddresses })).articles.map(
      (one) => ({
        path: teaserAddress(one),
        changed: new Date(one.editionAt),
      }),
    );
  if (!Number.isSafeInteger(part) || part < 1 || part > maxParts) return [];
  const { rows } = await sql<{ number: number; title: string; changed_at: Date }>`
    select t.number, e.title, e.changed_at from thing t cross join lateral (
      select title, changed_at from search_entry e where e.thing_id = t.id and e.for_public limit 1
    ) e where ${inPart(kind, sql`${part}::int`)} order by t.number`.execute(db);
  const single = singleOf(kind);
  return rows.flatMap((row) => {
    const path = addressOfHit({ kind: single, number: Number(row.number), title: row.title });
    return path ? [{ path, changed: row.changed_at }] : [];
  });
}

/** The addresses of pages that belong to no item, such as those of the publication, its sections, tags and authors. */
async function pages(db: Reader, paper: Publication): Promise<Place[]> {
  const [tags, authors, countries] = await Promise.all([
    listTags(db),
    listAuthors(db, { examples: false }),
    listCountries(db),
  ]);
  return [
    routes.home(),
    routes.articles(),
    routes.cases(),
    routes.actors(),
    routes.sources(),
    routes.laws(),
    routes.duties(),
    routes.letters(),
    routes.statistics(),
    routes.map(),
    ...countries.map((code) => routes.country({ code })),
    routes.disagreements(),
    routes.corrections(),
    routes.about(),
    routes.privacy(),
    routes.export(),
    ...paper.pages.map((one) => routes.page({ slug: one.key })),
    ...paper.sections.map((one) => routes.section({ slug: one.key })),
    ...tags.filter((tag) => tag.published > 0).map((tag) => routes.tag({ tag: tag.slug })),
    ...authors.map((author) => routes.author({ author: author.slug })),
  ].map((path) => ({ path }));
}
