import { countryName, inventedCountry } from '../../record/vocabulary/countries.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { madeOnce } from '../../platform/made-once.ts';
import { FoldedNotice } from './components/notice.tsx';
import type { PublicationView } from './publication.ts';
import type { View } from './view.tsx';

/* Some items of the sample data are invented. Only this file marks them. Every page that links to an invented item gets
   a notice. The title of the item's own page says that it is invented: in a browser, a feed or a shared link. */

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
/**
 * Matches the address of an item, at the start of a quoted attribute or of the whole text. Addresses of other sites do
 * not match, because they start with a scheme.
 */
const address = new RegExp(
  `(?:^|")(?:/[\\w-]+){0,3}?/(?:(${Object.keys(kinds).join('|')})/(\\d{1,16})|countries/(${inventedCountry}))(?![\\w-])`,
  'g',
);

const refsOf = madeOnce((refs: readonly string[]): ReadonlySet<string> => new Set(refs));

export const isInvented = ({ invented }: Paper, ref: string | null): boolean =>
  ref !== null && refsOf(invented).has(ref);

/** Whether a path, or a link in a document, is the address of an invented item or of the invented country. */
export function leadsToInvented(paper: Paper, text: string): boolean {
  if (paper.invented.length === 0) return false;
  for (const [, list, number, country] of text.matchAll(address))
    if (country || isInvented(paper, `${kinds[list!]}/${number}`)) return true;
  return false;
}

/** The title of the page at an address. If the page is about an invented item, the title says so. */
export const markedTitle = (t: Translate, paper: Paper, path: string, title: string): string =>
  leadsToInvented(paper, path) ? t('exchange.public.invented.titled', { title }) : title;

export const InventedNotice = ({ t }: { t: Translate }) => (
  <FoldedNotice title={t('exchange.public.invented.title')}>
    <p>{t('exchange.public.invented.text')}</p>
  </FoldedNotice>
);

/** Forms are ignored, because filters offer the invented country on every page. */
const forms = /<form\b.*?<\/form>/gs;

/**
 * Adds a notice at the beginning of the main part, if the page is about an invented item, links to one, or names the
 * invented country. Forms are ignored.
 */
export function withInventedNotice(document: string, { paper, path, t }: Pick<View, 'paper' | 'path' | 't'>): string {
  if (paper.invented.length === 0) return document;
  const shown = document.replaceAll(forms, '');
  const names = shown.includes(countryName(inventedCountry, t.locale));
  if (!names && !leadsToInvented(paper, path) && !leadsToInvented(paper, shown)) return document;
  const main = /<main\b[^<>]*>/.exec(document) ?? /<body\b[^<>]*>/.exec(document);
  if (!main) return document;
  const at = main.index + main[0].length;
  return document.slice(0, at) + (<InventedNotice t={t} />).toString() + document.slice(at);
}
