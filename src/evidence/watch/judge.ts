import { AppError } from '../../platform/errors.ts';
import { phrase, readLists } from '../../platform/text/word-lists.ts';
import { addressKey } from '../../record/sources/address.ts';
import { textDifference } from '../compare/capture-difference.ts';
import type { ServerCertificate } from '../fetch/fetch-exchange.ts';
import blockPages from './block-pages.txt';
import type { About, WatchState } from './tables.ts';

/** The watched page at its last capture. `sha256`: the hash of its bytes, if the server sent them as they are stored. */
export type Before = {
  text: string;
  finalUrl: string | null;
  issuer: string | null;
  url: string;
  sha256?: string | null;
};
/** The server's current response. `text` is null if the words could not be read. */
export type Now = { status: number; finalUrl: string; text: string | null; certificate: ServerCertificate | null };

export type Verdict = {
  /** `altered`: the page still exists, but its words have changed. */
  state: WatchState | 'altered';
  about: About;
  /** Details of an alert: the certificate is from another authority, or invalid. */
  certificate?: About;
};

/**
 * The maximum length of a block page, in characters. A longer page with the same phrases is an article about blocking.
 */
const maxBlockPageLength = 1500;
/**
 * The minimum number of characters of a paragraph. Shorter ones are boilerplate that changes all the time, such as
 * dates, counts and headlines of other stories.
 */
const minParagraphLength = 80;
/**
 * The minimum number of characters of a reworded line that counts as changed, because it may be the headline. A line in
 * which only a number changed does not count.
 */
export const minRewordedLength = 25;

const phrases = readLists('evidence/watch/block-pages.txt', blockPages, { phrases: phrase }).phrases.map(
  (words) =>
    [words, new RegExp(`(?<![\\p{L}\\p{N}])${words.replaceAll(' ', '\\s+')}(?![\\p{L}\\p{N}])`, 'iu')] as const,
);

/**
 * What happened to a page, according to the server's current response. Only data that captures preserve is compared, so
 * that the two captures prove the change.
 */
export function judge(before: Before, now: Now): Verdict {
  const { status, finalUrl } = now;
  const certificate =
    now.certificate && before.issuer !== null && before.issuer !== now.certificate.issuer
      ? { certificate: { issuer: { before: before.issuer, after: now.certificate.issuer } } }
      : {};
  if (status === 404 || status === 410) return { state: 'gone', about: { status }, ...certificate };
  if (status === 451) return { state: 'blocked', about: { status, by: 'status' }, ...certificate };
  const words = blockedBy(now.text, before.text);
  if (words) return { state: 'blocked', about: { status, by: 'words', words }, ...certificate };
  if (status >= 400) return { state: 'unreachable', about: { status }, ...certificate };
  if (
    addressKey(finalUrl) !== addressKey(before.finalUrl ?? before.url) &&
    addressKey(finalUrl) !== addressKey(before.url)
  )
    return { state: 'redirected', about: { status, to: finalUrl }, ...certificate };
  const { added, removed } = paragraphsChanged(before.text, now.text ?? '');
  if (added + removed === 0) return { state: 'seen', about: { status }, ...certificate };
  return { state: 'altered', about: { status, added, removed }, ...certificate };
}

/**
 * What happened to a page that could not be fetched.
 * @throws any error that is not a failure to fetch
 */
export function judgeFailure(thrown: unknown): Verdict {
  if (!(thrown instanceof AppError) || !thrown.code.startsWith('fetch_')) throw thrown;
  const failure = thrown.code;
  // The site's name resolves to an address in a private network. Some name servers give such an address to block a
  // site.
  if (failure === 'fetch_private_address') return { state: 'blocked', about: { by: 'dns', failure } };
  if (failure === 'fetch_tls') return { state: 'unreachable', about: { failure }, certificate: { failure } };
  return { state: 'unreachable', about: { failure } };
}

function blockedBy(text: string | null, before: string): string | null {
  if (!text || text.length > maxBlockPageLength) return null;
  for (const [words, phrase] of phrases) if (phrase.test(text) && !phrase.test(before)) return words;
  return null;
}

/**
 * How many paragraphs were added and removed, without boilerplate. A reworded paragraph counts as one added and one
 * removed.
 */
export function paragraphsChanged(before: string, after: string): { added: number; removed: number } {
  const found = { added: 0, removed: 0 };
  for (const { pieces } of textDifference(before, after).changes) {
    const reworded =
      pieces.some((one) => one.in === 'both') && pieces.some((one) => one.in !== 'both' && /\p{L}/u.test(one.text));
    for (const [side, key] of [
      ['after', 'removed'],
      ['before', 'added'],
    ] as const) {
      const paragraphs = pieces
        .filter((one) => one.in !== side)
        .map((one) => one.text)
        .join('')
        .split('\n');
      found[key] += paragraphs.filter(
        (one) => one.length >= (reworded ? minRewordedLength : minParagraphLength),
      ).length;
    }
  }
  return found;
}
