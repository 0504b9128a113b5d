import type { Ctx } from '../context.ts';
import { markedTitle } from '../invented.tsx';
import { inLanguage, pathWithout } from '../locale.ts';
import { namedIn } from '../publication.ts';
import { viewOf } from '../view.tsx';
import { xml } from '../../../platform/text/xml.ts';

export type FeedItem = {
  title: string;
  /** The full address of the item's page. */
  link: string;
  /** A unique and permanent id. Feed readers show an item as new if its id changes. */
  id: string;
  /** Left out if only the last change is known. */
  published?: Date;
  updated: Date;
  summary: string;
  /** Sanitised HTML, in which links are full addresses. */
  html?: string;
  language?: string;
  authors?: readonly string[];
  tags?: readonly string[];
  /** The item's main picture. `title`: what it shows, and who made it. */
  image?: { url: string; type: string; title: string };
};

/**
 * `link` is the path of the page with the same items. `atom` and `json` are the paths of the feed itself in these
 * formats.
 */
export type Feed = {
  title: string;
  link: string;
  description: string;
  atom: string;
  json?: string;
  items: readonly FeedItem[];
  /** The `updated` time of an empty feed. The default is the time of the installation's first change. */
  emptySince?: Date;
};

/**
 * The full address of a path of this site. It starts with the configured public address, or else with the host of the
 * request.
 */
export const fullAddress = (c: Ctx, path: string): string =>
  (c.get('deps').app.config.publicUrl ?? new URL(c.req.url).origin) + path;

/** The full address of a page or a feed, in the same language as the requested feed. */
export const feedAddress = (c: Ctx, path: string): string => fullAddress(c, inLanguage(c.get('prefix'), path));

/** The language of a feed: the language that its address selects, or else the publication's. */
const languageOfFeed = (c: Ctx): string => c.get('urlLanguage') ?? c.get('deps').paper().language;

/** The name of the publication in the language of a feed. */
export function nameOfFeed(c: Ctx): string {
  const paper = c.get('deps').paper();
  return c.get('urlLanguage') ? namedIn(paper, c.get('t').locale).name : paper.name;
}

/**
 * The time of the newest change in a feed. It is never the time of the request, so that the response stays the same.
 */
async function updatedOf(c: Ctx, { items, emptySince }: Feed): Promise<Date> {
  if (items.length) return new Date(Math.max(...items.map((item) => item.updated.getTime())));
  if (emptySince) return emptySince;
  const first = await c
    .get('deps')
    .app.db.read.selectFrom('change_set')
    .select('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return first?.at ?? new Date(0);
}

/**
 * The title of a feed or of one of its items. If the page at `link` (a full address) is about an invented item, the
 * title says so.
 */
const titled = (c: Ctx, { title, link }: { title: string; link: string }): string =>
  markedTitle(c.get('t'), c.get('deps').paper(), pathWithout(new URL(link).pathname), title);

const marked = (c: Ctx, feed: Feed): Feed => ({
  ...feed,
  title: titled(c, { ...feed, link: feedAddress(c, feed.link) }),
  items: feed.items.map((item) => ({ ...item, title: titled(c, item) })),
});

/** A feed as Atom (RFC 4287). Items that have a text include the whole text. */
export async function atom(c: Ctx, given: Feed): Promise<Response> {
  const feed = marked(c, given);
  const language = languageOfFeed(c);
  const entry = (item: FeedItem): string =>
    [
      `<entry${item.language && item.language !== language ? ` xml:lang="${xml(item.language)}"` : ''}><title>${xml(item.title)}</title><link rel="alternate" type="text/html" href="${xml(item.link)}"/><id>${xml(item.id)}</id>`,
      item.published ? `<published>${item.published.toISOString()}</published>` : '',
      `<updated>${item.updated.toISOString()}</updated>`,
      item.image
        ? `<link rel="enclosure" type="${item.image.type}" title="${xml(item.image.title)}" href="${xml(item.image.url)}"/>`
        : '',
      ...(item.authors ?? []).map((author) => `<author><name>${xml(author)}</name></author>`),
      ...(item.tags ?? []).map((tag) => `<category term="${xml(tag)}"/>`),
      item.summary ? `<summary>${xml(item.summary)}</summary>` : '',
      item.html ? `<content type="html">${xml(item.html)}</content>` : '',
      '</entry>',
    ].join('');
  const self = feedAddress(c, feed.atom);
  const body = [
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${xml(language)}">`,
    `<title>${xml(feed.title)}</title><subtitle>${xml(feed.description)}</subtitle><id>${xml(self)}</id><updated>${(await updatedOf(c, feed)).toISOString()}</updated>`,
    `<author><name>${xml(nameOfFeed(c))}</name></author><link rel="self" type="application/atom+xml" href="${xml(self)}"/><link rel="alternate" type="text/html" href="${xml(feedAddress(c, feed.link))}"/>`,
    ...feed.items.map(entry),
    '</feed>',
  ];
  return c.body(body.join(''), 200, { 'Content-Type': 'application/atom+xml; charset=utf-8' });
}

/** A feed as JSON Feed 1.1. */
export function jsonFeed(c: Ctx, given: Feed): Response {
  const feed = marked(c, given);
  const language = languageOfFeed(c);
  const body = {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    language,
    home_page_url: feedAddress(c, feed.link),
    ...(feed.json ? { feed_url: feedAddress(c, feed.json) } : {}),
    icon: fullAddress(c, viewOf(c).asset('icon.svg')),
    items: feed.items.map((item) => ({
      id: item.id,
      url: item.link,
      title: item.title,
      ...(item.summary ? { summary: item.summary } : {}),
      ...(item.html ? { content_html: item.html } : { content_text: item.summary || item.title }),
      ...(item.language ? { language: item.language } : {}),
      ...(item.published ? { date_published: item.published.toISOString() } : {}),
      date_modified: item.updated.toISOString(),
      ...(item.authors?.length ? { authors: item.authors.map((name) => ({ name })) } : {}),
      ...(item.tags?.length ? { tags: item.tags } : {}),
      ...(item.image
        ? {
            image: item.image.url,
            attachments: [{ url: item.image.url, mime_type: item.image.type, title: item.image.title }],
          }
        : {}),
    })),
  };
  return c.body(JSON.stringify(body), 200, { 'Content-Type': 'application/feed+json; charset=utf-8' });
}
