import { createHash } from 'node:crypto';
import { interfaceLocales } from '../../../../platform/messages/messages.ts';
import { routes } from '../../../routes.ts';
import { slugify } from '../../../../platform/text/slug.ts';

/**
 * Where a mirror has the content of a URL of the site: in a file of its own; in the mirror's search, with the query
 * parameters after `#`; or nowhere, so that only the site has it.
 */
export type MirrorAddress =
  | { is: 'file'; file: string }
  | { is: 'search'; file: string; query: string }
  | { is: 'site' };

const plainFile = /\.[a-z0-9]{2,8}$/;
/** Parameters that select a part of a page and are not a search. */
const partNames = new Set(['page', 'edition', 'list']);
/**
 * A law has a text for each day on which it changed, a letter one in each language. Pages link to these versions only,
 * so each linked URL gets a file.
 */
const lawText = /^\/(?:laws|provisions|letters)\/\d/;
const statistics = /^\/statistics(?:\.csv)?$/;
/** Lists whose filters the mirror's search can answer. */
const searched = new Set<string>([routes.cases(), routes.search(), routes.actors()]);
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
];

const prefixed = new RegExp(`^/(${interfaceLocales.join('|')})(?=[/?#]|$)`);

/** A URL without the language prefix. */
export const plainPath = (address: string): string => {
  const plain = address.replace(prefixed, '');
  return plain.startsWith('/') ? plain : `/${plain}`;
};

/** A cache of the results of `placeOf`, because the same URLs occur on every page. */
const remembered = new Map<string, MirrorAddress>();
const mostRemembered = 20_000;

/**
 * Where a URL is in a mirror.
 * @param from the URL of the linking page. There are countless statistics, so a mirror has only those that other kinds
 * of pages link to
 */
export function placeOf(address: string, from: string): MirrorAddress {
  const known = remembered.get(address);
  if (known) return known;
  const place = findPlace(address, from);
  if (!address.includes('/statistics')) {
    if (remembered.size >= mostRemembered) remembered.clear();
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
  // Most servers of static files look for their error page there.
  if (path === routes.mirrorMissing()) return inFile('404.html');
  const query = new URLSearchParams(search);
  const names = [...new Set(query.keys())];
  if (path === routes.search() && names.length === 0) return inFile('search/index.html');
  if (
    (names.every((name) => partNames.has(name)) && path !== routes.search()) ||
    (lawText.test(path) && !query.has('q'))
  )
    return inFile(fileOf(path, search));
  if (statistics.test(path)) {
    const origin = new URL(plainPath(from), 'http://mirror');
    if (!statistics.test(origin.pathname) || origin.search === '' || origin.search === search)
      return inFile(fileOf(path, search));
  }
  if (!searched.has(path)) return { is: 'site' };
  query.delete('sort');
  query.delete('page');
  if (path === routes.actors()) query.set('kind', 'actor');
  else if (path === routes.cases()) query.set('kind', 'case');
  return { is: 'search', file: [language, 'search/index.html'].filter(Boolean).join('/'), query: query.toString() };
}

/** `/cases/3/x` → `cases/3/x/index.html`, `/cases?page=2` → `cases/page-2/index.html`, `/feed.xml` → `feed.xml`. */
function fileOf(path: string, search: string): string {
  const clean = path === '/' ? '' : decodeURIComponent(path).slice(1).replace(/\/$/, '');
  const part = partOf(search);
  if (!plainFile.test(clean)) return [clean, part, 'index.html'].filter(Boolean).join('/');
  const dot = clean.lastIndexOf('.');
  return part ? `${clean.slice(0, dot)}/${part}${clean.slice(dot)}` : clean;
}

/**
 * The query as the name of a folder. If the name cannot contain the whole query, it ends with a hash, so that two
 * queries never have the same name.
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
