import { countryName, inventedCountry } from '../../record/vocabulary/countries.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { madeOnce } from '../../platform/made-once.ts';
import { FoldedNotice } from './components/notice.tsx';
import type { PublicationView } from './publication.ts';
import type { View } from './view.tsx';

/* Some items of the sample data are invented. This file is the only place that marks them: every document that leads to
   one of them says so, and the title of its own page, in a browser, a feed or a shared link, begins with it. */

type Paper = Pick<PublicationView, 'invented'>;

/** The kinds of items whose pages are at these addresses. */
const kinds: Readonly<Record<string, string>> = {
  articles: 'article',
  cases: 'case',
  actors: 'actor',
  sources: 'source',
  claims: 'claim',
  laws: 'law',
  provisions: 'provision',
  letters: 'letter',
  photos: 'photo',
};
/** An address of this site: at the beginning of an attribute, or a whole path. Other sites have addresses like these. */
const address = new RegExp(
  `(?:^|")(?:/[\\w-]+){0,3}?/(?:(${Object.keys(kinds).join('|')})/(\\d{1,16})|countries/(${inventedCountry}))(?![\\w-])`,
  'g',
);

const refsOf = madeOnce((refs: readonly string[]): ReadonlySet<string> => new Set(refs));

/** Whether an item is invented, by its ref. */
export const isInvented = ({ invented }: Paper, ref: string | null): boolean =>
  ref !== null && refsOf(invented).has(ref);

/** Whether a path, or an attribute of a document, is the address of an invented item. */
export function leadsToInvented(paper: Paper, text: string): boolean {
  if (paper.invented.length === 0) return false;
  for (const [, list, number, country] of text.matchAll(address))
    if (country || isInvented(paper, `${kinds[list!]}/${number}`)) return true;
  return false;
}

/** The title of the page at an address, with a mark if the page is about an invented item. */
export const markedTitle = (t: Translate, paper: Paper, path: string, title: string): string =>
  leadsToInvented(paper, path) ? t('exchange.public.invented.titled', { title }) : title;

/** Says that something on a page is invented. */
export const InventedNotice = ({ t }: { t: Translate }) => (
  <FoldedNotice title={t('exchange.public.invented.title')}>
    <p>{t('exchange.public.invented.text')}</p>
  </FoldedNotice>
);

/**
 * A document with a notice at the beginning of its main part, if it is about an invented item, leads to one, or names
 * their country.
 */
export function withInventedNotice(document: string, { paper, path, t }: Pick<View, 'paper' | 'path' | 't'>): string {
  if (paper.invented.length === 0) return document;
  const names = document.includes(countryName(inventedCountry, t.locale));
  if (!names && !leadsToInvented(paper, path) && !leadsToInvented(paper, document)) return document;
  const main = /<main\b[^<>]*>/.exec(document) ?? /<body\b[^<>]*>/.exec(document);
  if (!main) return document;
  const at = main.index + main[0].length;
  return document.slice(0, at) + (<InventedNotice t={t} />).toString() + document.slice(at);
}
