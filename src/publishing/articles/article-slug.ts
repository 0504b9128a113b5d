import { slugify } from '../../platform/text/slug.ts';

/** The most characters of an address that an editor writes. */
export const mostSlug = 80;
/** The most characters of a description. Search engines and chat programs cut longer ones. */
export const mostDescription = 300;

/** The last parts of other addresses below an article's number. */
export const reservedSlugs = ['card', 'changes', 'comments', 'editions', 'feed', 'index', 'pdf'];

const pattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const isSlug = (text: string): boolean => pattern.test(text);

/**
 * The last part of an article's address: the editor's own text, otherwise the headline in Latin letters. The editor's
 * text is ignored if a redaction has removed a part of it.
 */
export const articleSlug = (own: string | null, headline: string): string =>
  own !== null && isSlug(own) ? own : slugify(headline);
