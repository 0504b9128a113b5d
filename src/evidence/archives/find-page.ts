import { archiveLimits } from './limits.ts';
import { isGet, nearest, type RecordIndex } from './record-index.ts';
import type { Entry } from './record-scan.ts';

/** Why a page of an archive cannot be imported. The names are those of the message `archive_page_refused`. */
export type Refusal =
  | 'time'
  | 'absent'
  | 'far'
  | 'status'
  | 'type'
  | 'cut'
  | 'revisit'
  | 'private'
  | 'redirects'
  | 'damaged'
  | 'too_large';

/**
 * A page in the index: the redirects that lead to it, and its response. `original`: if that says only that the page was
 * the same as before, the earlier response.
 */
export type FoundPage = { hops: Entry[]; main: Entry; original: Entry | null };
export type NotFound = { refusal: Refusal; /** The last response that was found. */ last: Entry | null };

/** The media types of pages. */
export const isPageType = (type: string): boolean =>
  /^(?:text\/html|application\/xhtml\+xml|text\/plain|application\/pdf)$/.test(type);

/** Finds the response of a page near a time, and follows the redirects in the archive that lead to it. */
export function findPage(index: RecordIndex, url: string, at: number): FoundPage | NotFound {
  const hops: Entry[] = [];
  let next = { url, at };
  for (;;) {
    const found = answerAt(index, next.url, next.at);
    if ('main' in found) return { hops, ...found };
    if ('refusal' in found) return { refusal: found.refusal, last: found.last ?? hops.at(-1) ?? null };
    const { hop } = found;
    if (hops.includes(hop) || hops.length === archiveLimits.maxRedirects) return { refusal: 'redirects', last: hop };
    hops.push(hop);
    next = { url: hop.location, at: hop.at };
  }
}

/** How far, in ms, answers may be from each other to count as those to one attempt to open the page. */
const oneAttempt = 10_000;

/**
 * The answer at one address: the page, a redirect, or why there is none. Only the answers nearest in time count: a page
 * from another hour would hide that the server refused it, or sent the reader elsewhere.
 */
function answerAt(index: RecordIndex, url: string, at: number): Omit<FoundPage, 'hops'> | { hop: Entry } | NotFound {
  const all = index.at(url).filter(isAnswer);
  const first = nearest(all, at);
  if (!first || Math.abs(first.at - at) > archiveLimits.maxApart)
    return { refusal: first ? 'far' : 'absent', last: null };
  const answers = all.filter((one) => Math.abs(one.at - first.at) <= oneAttempt);
  const originals = new Map<Entry, Entry>();
  for (const one of answers) {
    const original = one.kind === 'revisit' && !one.location ? index.originalOf(one) : null;
    if (original && isPage(original)) originals.set(one, original);
  }
  const responses = answers.filter(({ kind }) => kind === 'response');
  const main = nearest([...responses.filter(isPage), ...originals.keys()], at);
  if (main) return { main, original: originals.get(main) ?? null };
  const hop = nearest(answers.filter(({ location, kind }) => location && kind !== 'resource'), at); // prettier-ignore
  if (hop) return { hop };
  const resource = nearest(answers.filter(({ kind, mediaType, cut }) => kind === 'resource' && /html/.test(mediaType) && !cut), at); // prettier-ignore
  if (resource && !responses.length) return { main: resource, original: null };
  return { refusal: whyNot(responses), last: nearest(responses, at) };
}

/** Whether an entry says what a page was: the answer to a GET, and no part of one. */
const isAnswer = (one: Entry): boolean =>
  isGet(one) && one.status !== 206 && !(one.kind === 'response' && one.status === 304);

const isPage = ({ status, mediaType, cut }: Entry): boolean =>
  status >= 200 && status < 300 && status !== 206 && isPageType(mediaType) && !cut;

function whyNot(responses: readonly Entry[]): Refusal {
  if (responses.some((one) => one.cut && isPage({ ...one, cut: false }))) return 'cut';
  if (responses.some(({ status }) => status >= 200 && status < 300)) return 'type';
  return responses.length ? 'status' : 'revisit';
}
