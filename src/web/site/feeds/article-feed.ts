import type { ArticleChoice, ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import { newestArticles } from '../../../publishing/articles/list-articles.ts';
import { inReadersWords, loadPublicArticles, type PublicArticle } from '../../../publishing/public/public-article.ts';
import { memoryOf } from '../../../platform/database/remember.ts';
import type { Ctx } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { articleHtml } from '../../publishing/articles/public/article-html.tsx';
import { creditOf, sharedPicture } from '../../record/photos/photo.tsx';
import { feedAddress, fullAddress, type FeedItem } from '../../kit/feeds/feed.ts';

const size = 30;
/** The maximum number of article texts in the cache. */
const maxCached = 400;

/** An article's address without the slug, because the slug changes with the headline. */
export const lastingAddress = (number: number): string => `${routes.articles()}/${number}`;

/** The newest articles of a selection with their whole text, without the sample data. */
export async function articleItems(c: Ctx, choice: ArticleChoice): Promise<FeedItem[]> {
  const articles = await newestArticles(c.get('deps').app.db.read, {
    ...choice,
    examples: false,
    size,
    // If the address of the feed selects a language, translations of an article count as one story
    // (docs/decisions/0225).
    once: c.get('urlLanguage') !== undefined,
  });
  const whole = await loadPublicArticles(
    c.get('deps').app.db.read,
    articles.map((one) => one.number),
  );
  const items: FeedItem[] = [];
  for (const one of articles) {
    const article = whole.get(one.number);
    if (article) items.push(itemOf(c, one, article, await htmlOf(c, article)));
  }
  return items;
}

/**
 * The text of an article as HTML, with its notes in the reader's language. It is cached, because several feeds contain
 * it.
 */
async function htmlOf(c: Ctx, article: PublicArticle): Promise<string> {
  const made = memoryOf<PublicArticle, string>(c.get('deps').app.db.read, `article html ${c.get('t').locale}`);
  const known = made?.get(article);
  if (known !== undefined) return known;
  const html = articleHtml(c, await inReadersWords(c.get('deps').app.db.read, article));
  made?.set(article, html);
  for (const oldest of made?.keys() ?? []) {
    if (made!.size <= maxCached) break;
    made!.delete(oldest);
  }
  return html;
}

/** The photo of an article: the one that an editor selected for shared links, or else its first. */
function imageOf(c: Ctx, { blocks, sharePicture }: PublicArticle): FeedItem['image'] {
  const photos = blocks.flatMap((block) =>
    block.type === 'photo' && block.photo.status === 'shown' && block.photo.number !== null
      ? [{ ...block.photo, number: block.photo.number }]
      : [],
  );
  const lead = photos.find((one) => one.number === sharePicture) ?? photos[0];
  const shared = lead && sharedPicture(lead);
  return shared
    ? {
        url: fullAddress(c, shared.src),
        type: 'image/jpeg',
        title: [shared.alt, creditOf(c.get('t'), lead)].filter(Boolean).join(' '),
      }
    : undefined;
}

function itemOf(c: Ctx, one: ArticleTeaser, article: PublicArticle, html: string): FeedItem {
  const t = c.get('t');
  // The time of the latest edition or action, because feed readers should show the article again after each of them.
  const updated = [article.editionAt, ...article.acts.map((act) => act.at)].toSorted().at(-1)!;
  return {
    title: one.retracted ? `${t('publishing.public.article.retracted')}: ${one.headline}` : one.headline,
    link: feedAddress(c, routes.article({ number: one.number, slug: one.slug })),
    id: fullAddress(c, lastingAddress(one.number)),
    published: new Date(one.publishedAt),
    updated: new Date(updated),
    summary: one.description ?? one.standfirst,
    html,
    language: one.language,
    authors: one.byline.names,
    tags: article.tags.map((tag) => tag.name),
    image: imageOf(c, article),
  };
}
