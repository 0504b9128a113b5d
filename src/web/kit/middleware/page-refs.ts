import type { ThingKind } from '../../../record/tables.ts';
import { routes } from '../../routes.ts';
import { pathWithout } from '../locale.ts';

/**
 * The kinds whose items have pages, by the first segment of the path. `comments` is included, because its addresses
 * contain the number of an article.
 */
export const kindAt: Readonly<Record<string, ThingKind>> = {
  comments: 'article',
  articles: 'article',
  cases: 'case',
  actors: 'actor',
  sources: 'source',
  claims: 'claim',
  laws: 'law',
  provisions: 'provision',
  letters: 'letter',
};

/** The ref of the item (`case/3`) whose page or feed is at an address. Null for lists and other addresses. */
export function refOf(address: string): string | null {
  const found = /^\/(?:feeds\/)?([a-z]+)\/(\d+)(?![^/.?#])/.exec(pathWithout(address));
  const kind = found && kindAt[found[1]!];
  return kind ? `${kind}/${found[2]}` : null;
}

/** The items to which a page links. */
export function refsIn(html: string): Set<string> {
  const refs = new Set<string>();
  for (const [, address] of html.matchAll(/ (?:href|src|action)="(\/[^"]*)"/g)) {
    const ref = refOf(address!);
    if (ref) refs.add(ref);
  }
  return refs;
}

const recordFile = routes.exportFile({ file: 'record.jsonld' });

/**
 * Whether a page belongs to no item and shows no articles. A change that affects only articles does not change such a
 * page.
 */
export const isOfRecord = (address: string): boolean => {
  const path = pathWithout(address);
  return (
    path !== recordFile &&
    /^\/(?:cases|actors|countries|statistics|map|disagreements|export|laws|letters|about|privacy|api|404|robots\.txt|search\/(?:actors|cases|sources))(?:[/.?]|$)/.test(
      path,
    )
  );
};
