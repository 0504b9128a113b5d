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
  | 'redirects'
  | 'damaged'
  | 'too_large';

/** A page in the index: the redirects that lead to it, and its response. */
export type FoundPage = { hops: Entry[]; main: Entry };
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
    if ('main' in found) return { hops, main: found.main };
    if ('refusal' in found) return { refusal: found.refusal, last: found.last ?? hops.at(-1) ?? null };
    const { hop } = found;
    if (hops.includes(hop) || hops.length === archiveLimits.maxRedirects) return { refusal: 'redirects', last: hop };
    hops.push(hop);
    next = { url: hop.location, at: hop.at };
  }
}

/** The answer at one address: the page, a redirect, or why there is none. */
function answerAt(index: RecordIndex, url: string, at: number): { main: Entry } | { hop: Entry } | NotFound {
  const all = index.at(url).filter(isGet);
  const near = all.filter((one) => Math.abs(one.at - at) <= archiveLimits.maxApart);
  const responses = near.filter(({ kind }) => kind === 'response');
  const good = responses.filter(isPage);
  // The originals of revisits may be older than a day, so the time of the revisit counts.
  const originals = new Map<Entry, Entry>();
  for (const one of near) {
    const original = one.kind === 'revisit' && !one.location ? index.originalOf(one) : null;
    if (original && isPage(original)) originals.set(one, original);
  }
  const found = nearest([...good, ...originals.keys()], at);
  if (found) return { main: originals.get(found) ?? found };
  const hop = nearest(near.filter(({ location, kind }) => location && kind !== 'resource'), at); // prettier-ignore
  if (hop) return { hop };
  const resource = nearest(near.filter(({ kind, mediaType, cut }) => kind === 'resource' && /html/.test(mediaType) && !cut), at); // prettier-ignore
  if (resource && !responses.length) return { main: resource };
  return { refusal: whyNot(all, near, responses), last: nearest(responses, at) };
}

const isPage = ({ status, mediaType, cut }: Entry): boolean =>
  status >= 200 && status < 300 && status !== 206 && isPageType(mediaType) && !cut;

function whyNot(all: readonly Entry[], near: readonly Entry[], responses: readonly Entry[]): Refusal {
  if (!near.length) return all.length ? 'far' : 'absent';
  if (responses.some((one) => one.cut && isPage({ ...one, cut: false }))) return 'cut';
  if (responses.some(({ status }) => status >= 200 && status < 300 && status !== 206)) return 'type';
  if (responses.some(({ status }) => status !== 206)) return 'status';
  return near.some(({ kind }) => kind === 'revisit') ? 'revisit' : 'absent';
}
