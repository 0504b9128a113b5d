import { slugify } from '../../platform/text/slug.ts';

/** The maximum number of characters in a slug, the last part of an article's URL. */
export const maxSlug = 80;
/** The maximum number of characters in a description. Search engines and chat programs cut longer ones. */
export const maxDescription = 300;

/** The last parts of other URLs below `/articles/NUMBER/`, which a slug cannot be. */
export const reservedSlugs = ['card', 'changes', 'comments', 'editions', 'feed', 'index', 'pdf'];

const pattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const isSlug = (text: string): boolean => pattern.test(text);

/**
 * The slug of an article: the one that an editor wrote, or else the headline in Latin letters. An editor's slug is
 * ignored if it is no longer valid, because redaction has removed a part of it.
 */
export const articleSlug = (own: string | null, headline: string): string =>
  own !== null && isSlug(own) ? own : slugify(headline);
