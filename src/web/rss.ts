import type { Ctx } from './context.ts';

export type FeedItem = {
  title: string;
  /** Full addresses. */
  link: string;
  /** Stays the same for as long as a reader need not be shown the item again. */
  id: string;
  at: Date;
  text: string;
};

export type Feed = { title: string; link: string; description: string; self: string; items: readonly FeedItem[] };

/** With the public address where one is configured, else with the one that was asked. */
export const fullAddress = (c: Ctx, path: string): string => (c.get('deps').house.config.publicUrl ?? new URL(c.req.url).origin) + path;

/** Text for XML: its signs escaped, control characters left out. */
const escape = (text: string): string => text.replace(/[<>&'"]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/[^\P{Cc}\t\n\r]/gu, '');

/** A feed as RSS 2.0. `link` and `self` are paths of this site. */
export function renderRss(c: Ctx, feed: Feed): string {
  const items = feed.items.map(
    (item) =>
      `<item><title>${escape(item.title)}</title><link>${escape(item.link)}</link><guid isPermaLink="false">${escape(item.id)}</guid><pubDate>${item.at.toUTCString()}</pubDate><description>${escape(item.text)}</description></item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>${escape(feed.title)}</title><link>${escape(fullAddress(c, feed.link))}</link><description>${escape(feed.description)}</description><language>${escape(c.get('deps').paper().language)}</language><atom:link href="${escape(fullAddress(c, feed.self))}" rel="self" type="application/rss+xml"/>${items.join('')}</channel></rss>`;
}

export const rssHeaders = { 'Content-Type': 'application/rss+xml; charset=utf-8' };
