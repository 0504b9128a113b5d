import { SaxesParser } from 'saxes';
import { AppError } from '../../platform/errors.ts';
import { readDate, type Post, type Posts } from './post.ts';

type Item = { fields: Map<string, string>; tags: string[] };

/** The names of WordPress's default category, which does not become a tag. */
const noCategory = new Set(['uncategorized', 'uncategorised']);

/**
 * Reads WordPress's own export (Tools → Export), WXR: RSS 2.0 with elements of `wp:`, `dc:` and `content:`. Elements
 * are found by these prefixes, which WordPress has never changed. XML that defines entities is rejected.
 * @throws AppError `posts_unreadable` (details: line)
 */
export function readWordpress(xml: string): Posts | null {
  const parser = new SaxesParser();
  const names = new Map<string, string>();
  const items: Item[] = [];
  let item: Item | null = null;
  let author: Map<string, string> | null = null;
  let category: string | null = null;
  let text = '';
  let wordpress = false;
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (name === 'item') item = { fields: new Map(), tags: [] };
    else if (name === 'wp:author') author = new Map();
    else if (name === 'category')
      category =
        attributes['domain'] === 'post_tag' ||
        (attributes['domain'] === 'category' && !noCategory.has(attributes['nicename'] ?? ''))
          ? 'tag'
          : null;
  });
  const add = (more: string): void => void (text += more);
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ name }) => {
    if (name === 'wp:wxr_version') wordpress = true;
    if (name === 'item' && item) {
      items.push(item);
      item = null;
    } else if (name === 'wp:author' && author) {
      names.set(
        author.get('wp:author_login') ?? '',
        author.get('wp:author_display_name') || (author.get('wp:author_login') ?? ''),
      );
      author = null;
    } else if (author) author.set(name, text.trim());
    else if (item && name === 'category') {
      if (category) item.tags.push(text.trim());
    } else if (item && !item.fields.has(name)) item.fields.set(name, text);
    text = '';
  });
  try {
    parser.write(xml).close();
  } catch {
    throw new AppError('posts_unreadable', { details: { line: parser.line } });
  }
  if (!wordpress) return null;
  const posts = items.filter(
    ({ fields }) =>
      fields.get('wp:post_type') === 'post' &&
      !['trash', 'auto-draft', 'inherit'].includes(fields.get('wp:status') ?? ''),
  );
  return {
    system: 'wordpress',
    others: items.length - posts.length,
    posts: posts.map(({ fields, tags }): Post => {
      const of = (name: string): string => (fields.get(name) ?? '').trim();
      const published = of('wp:status') === 'publish' || of('wp:status') === 'private';
      const creator = of('dc:creator');
      return {
        title: of('title'),
        standfirst: of('excerpt:encoded'),
        html: fields.get('content:encoded') ?? '',
        authors: [names.get(creator) ?? creator].filter(Boolean),
        tags: [...new Set(tags.filter(Boolean))],
        slug: of('wp:post_name'),
        path: of('link') || null,
        publishedAt: published ? (readDate(of('wp:post_date_gmt')) ?? readDate(of('pubDate'))) : null,
      };
    }),
  };
}
