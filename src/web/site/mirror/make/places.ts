import { createHash } from 'node:crypto';
import { interfaceLocales } from '../../../../platform/messages/messages.ts';
import { isFeed } from '../../../kit/locale.ts';
import { routes } from '../../../routes.ts';
import { slugify } from '../../../../platform/text/slug.ts';

/**
 * Where a mirror has the content of an address: in a file, or in the mirror's search, with the query parameters after
 * `#`. `site` means that only the site has it.
 */
export type MirrorAddress =
  | { is: 'file'; file: string }
  | { is: 'search'; file: string; query: string }
  | { is: 'site' };

const plainFile = /\.[a-z0-9]{2,8}$/;
/** Parameters that select a part of a page. All others belong to a search. */
const partNames = new Set(['page', 'edition', 'list']);
/**
 * Pages of laws and letters whose parameters select a text: a law has one for each day on which it changed, and a
 * letter one for each language. Pages link only to existing texts, so each linked address gets a file.
 */
const lawText = /^\/(?:laws|provisions|letters)\/\d/;
const statistics = /^\/statistics(?:\.(?:csv|svg|png)|\/embed)?$/;
/** Lists with filters that the mirror's search supports. */
const searched = new Set<string>([routes.cases(), routes.search(), routes.actors(), routes.sources()]);
const onlyThere = [
  routes.desk.home(),
  '/setup',
  '/join',
  '/drafts',
  '/digest',
  routes.health(),
  routes.suggest(),
  routes.search.json(),
  routes.search.as('xml'),
  routes.readingList(),
  routes.oembed(),
];

const prefixed = new RegExp(`^/(${interfaceLocales.join('|')})(?=[/?#]|$)`);

/** A URL without the language prefix. */
export const plainPath = (address: string): string => {
  const plain = address.replace(prefixed, '');
  return plain.startsWith('/') ? plain : `/${plain}`;
};

/** A cache of the results of `placeOf`, because every page contains the same addresses. */
const remembered = new Map<string, MirrorAddress>();
const maxRemembered = 20_000;

/**
 * The place of an address in a mirror. Of the countless statistics, a mirror contains only those to which other kinds
 * of pages link.
 * @param from the address of the page with the link
 */
export function placeOf(address: string, from: string): MirrorAddress {
  const known = remembered.get(address);
  if (known) return known;
  const place = findPlace(address, from);
  if (!address.includes('/statistics')) {
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(address, place);
  }
  return place;
}

function findPlace(address: string, from: string): MirrorAddress {
  const { pathname, search } = new URL(address, 'http://mirror');
  const language = prefixed.exec(pathname)?.[1];
  const path = plainPath(pathname);
  const within = (start: string): boolean => path === start || path.startsWith(`${start}/`);
  if (path.endsWith('.pdf') || onlyThere.some(within) || (within(routes.api()) && path !== routes.apiDescription()))
    return { is: 'site' };
  const inFile = (file: string): MirrorAddress => ({ is: 'file', file: [language, file].filter(Boolean).join('/') });
  // Most servers of static files use a file with this name as their error page.
  if (path === routes.mirrorMissing()) return inFile('404.html');
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())];
  if (path === routes.search() && names.length === 0) return inFile('search/index.html');
  if (
    (names.every((name) => partNames.has(name)) && path !== routes.search()) ||
    (lawText.test(path) && !query.has('q'))
  )
    return inFile(fileOf(path, search));
  if (isFeed(path) && names.every((name) => name === 'lang')) return inFile(fileOf(path, search));
  if (statistics.test(path)) {
    const origin = new URL(plainPath(from), 'http://mirror');
    if (!statistics.test(origin.pathname) || origin.search === '' || origin.search === search)
      return inFile(fileOf(path, search));
  }
  if (!searched.has(path)) return { is: 'site' };
  query.delete('sort');
  query.delete('page');
  if (path === routes.actors()) query.set('kind', 'actor');
  else if (path === routes.sources()) query.set('kind', 'source');
  else if (path === routes.cases()) query.set('kind', 'case');
  return { is: 'search', file: [language, 'search/index.html'].filter(Boolean).join('/'), query: query.toString() };
}

/**
 * The file of an address, such as `/cases/3/x` → `cases/3/x/index.html`, `/cases?page=2` → `cases/page-2/index.html`,
 * and `/feed.xml` → `feed.xml`.
 */
function fileOf(path: string, search: string): string {
  const clean = path === '/' ? '' : decodeURIComponent(path).slice(1).replace(/\/$/, '');
  const part = partOf(search);
  if (!plainFile.test(clean)) return [clean, part, 'index.html'].filter(Boolean).join('/');
  const dot = clean.lastIndexOf('.');
  return part ? `${clean.slice(0, dot)}/${part}${clean.slice(dot)}` : clean;
}

/**
 * The query as the name of a folder. If it is long or has other characters, the name ends with a hash, so that
 * different queries have different names.
 */
function partOf(search: string): string {
  const words = [...new URLSearchParams(search)].map((pair) => pair.join('-')).join('-');
  if (/^[a-z0-9-]{0,80}$/.test(words)) return words;
  return `${slugify(words).slice(0, 60).replace(/-$/, '')}-${createHash('sha256').update(search).digest('hex').slice(0, 8)}`;
}

/** The relative link from one file to another. */
export function relative(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const there = to.split('/');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++;
  const path = '../'.repeat(here.length - shared) + there.slice(shared).map(encodeURIComponent).join('/');
  return path || './';
}
