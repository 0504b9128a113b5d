import { AppError } from '../../platform/errors.ts';
import { findAuthor } from '../../publishing/public/authors.ts';
import { listPublicArticles, type ArticleChoice } from '../../publishing/articles/list-articles.ts';
import { listCorrections, type ListedCorrection } from '../../publishing/articles/list-corrections.ts';
import { inWords, namedIn } from '../kit/publication.ts';
import { findTag } from '../../publishing/tags/queries.ts';
import { countryName, isCountry } from '../../record/vocabulary/countries.ts';
import type { Ctx, Router } from '../kit/context.ts';
import { articleItems, lastingAddress } from './feeds/article-feed.ts';
import { caseFeed } from './feeds/case-feed.ts';
import { letterFeed } from '../letters/letter-feed.tsx';
import { atom, feedAddress, fullAddress, jsonFeed, type Feed, type FeedItem } from '../kit/feeds/feed.ts';
import { routes } from '../routes.ts';
import { correctionHtml } from '../publishing/articles/public/article-html.tsx';
import { correctionAddress } from '../publishing/articles/public/corrections.tsx';

type Head = Omit<Feed, 'items' | 'description'> & { description?: string };

/**
 * The feeds, each as Atom and as JSON Feed. Some have articles: of the whole publication, a country, a tag, an author
 * or a section. The feed of a case also has its events and its status. Others have corrections or open letters.
 */
export function feeds(web: Router): void {
  const both = (xml: readonly string[], json: readonly string[], make: (c: Ctx) => Promise<Feed>): void => {
    for (const pattern of xml) web.get(pattern, async (c) => atom(c, await make(c)));
    for (const pattern of json) web.get(pattern, async (c) => jsonFeed(c, await make(c)));
  };
  both([routes.feedXml.pattern], [routes.feedJson.pattern], (c) =>
    articles(c, { title: '', link: routes.home(), atom: routes.feedXml(), json: routes.feedJson() }, {}),
  );

  const { corrections, country, case_, tag, author, section } = routes.feeds;
  both(corrections.patternsAs('xml'), corrections.jsonPatterns, correctionsFeed);
  both(routes.feeds.letters.patternsAs('xml'), routes.feeds.letters.jsonPatterns, letterFeed);
  both(country.patternsAs('xml'), country.jsonPatterns, async (c) => {
    const code = country.read(c.req.param()).code.toUpperCase();
    if (!isCountry(code)) throw new AppError('not_found');
    return articles(
      c,
      {
        title: countryName(code, c.get('t').locale),
        link: routes.country({ code }),
        atom: country.as('xml', { code }),
        json: country.json({ code }),
      },
      { country: code },
    );
  });
  both(case_.patternsAs('xml'), case_.jsonPatterns, (c) => caseFeed(c, paperOf(c).name));
  both(tag.patternsAs('xml'), tag.jsonPatterns, async (c) => {
    const db = c.get('deps').app.db.read;
    const found = await findTag(db, tag.read(c.req.param()).tag);
    if ((await listPublicArticles(db, { tag: found.slug, size: 1 })).total === 0) throw new AppError('not_found');
    const at = { tag: found.slug };
    return articles(
      c,
      {
        title: found.name,
        description: found.about ?? undefined,
        link: routes.tag(at),
        atom: tag.as('xml', at),
        json: tag.json(at),
      },
      at,
    );
  });
  both(author.patternsAs('xml'), author.jsonPatterns, async (c) => {
    const found = await findAuthor(c.get('deps').app.db.read, author.read(c.req.param()).author);
    const at = { author: found.slug };
    return articles(
      c,
      { title: found.names[0]!, link: routes.author(at), atom: author.as('xml', at), json: author.json(at) },
      { authors: found.names },
    );
  });
  both(section.patternsAs('xml'), section.jsonPatterns, async (c) => {
    const paper = c.get('deps').paper();
    const found = paper.sections.find((one) => one.key === section.read(c.req.param()).section);
    if (!found) throw new AppError('not_found');
    const at = { section: found.key };
    return articles(
      c,
      {
        title: inWords(found.names, c.get('t').locale, paper),
        link: routes.section({ slug: found.key }),
        atom: section.as('xml', at),
        json: section.json(at),
      },
      at,
    );
  });
}

const paperOf = (c: Ctx): { name: string; motto?: string } => namedIn(c.get('deps').paper(), c.get('t').locale);

async function articles(c: Ctx, head: Head, choice: ArticleChoice): Promise<Feed> {
  const { name, motto } = paperOf(c);
  return {
    ...head,
    title: head.title ? `${name}: ${head.title}` : name,
    description: head.description ?? motto ?? c.get('t')('kit.described_motto'),
    items: await articleItems(c, choice),
  };
}

async function correctionsFeed(c: Ctx): Promise<Feed> {
  const t = c.get('t');
  const { corrections } = await listCorrections(c.get('deps').app.db.read, { size: 50, examples: false });
  const feed = routes.feeds.corrections;
  return {
    title: `${paperOf(c).name}: ${t('publishing.public.corrections.title')}`,
    description: t('publishing.public.corrections.lead'),
    link: routes.corrections(),
    atom: feed.as('xml'),
    json: feed.json(),
    items: corrections.map((one) => correctionItem(c, one)),
  };
}

function correctionItem(c: Ctx, one: ListedCorrection): FeedItem {
  const t = c.get('t');
  const what = t(one.act ? `publishing.act.${one.act.act}` : 'publishing.public.article.correction');
  const at = new Date(one.at);
  return {
    title: `${what}: ${one.article?.headline ?? t('publishing.public.corrections.article', { number: one.number })}`,
    link: feedAddress(c, correctionAddress(one)),
    id: `${fullAddress(c, lastingAddress(one.number))}#${one.act ? one.act.act : `correction-${one.correction!.edition}`}-${at.toISOString()}`,
    published: at,
    updated: at,
    summary: one.correction ? `${one.correction.wrong} ${one.correction.right}` : (one.act?.reason ?? what),
    html: correctionHtml(c, one),
    language: one.article?.language,
  };
}
