import { parseEdtf } from '../../record/values/edtf/edtf.ts';

/** Signs that one of two pages is the original source, the strongest first. */
export const signs = ['agency', 'published', 'credit', 'longer', 'captured'] as const;
export type Sign = { sign: (typeof signs)[number]; origin: 'a' | 'b' };
export type Direction = { copy: 'a' | 'b'; signs: Sign[] };

/** The data of a page for deciding which is the copy. */
export type Page = {
  /** EDTF; null if unknown. */
  published: string | null;
  /** Agencies it credits with its text. */
  credits: readonly string[];
  /** The agency that published the page. */
  agency: string | null;
  /** The share (0 to 1) of this page's own words, those outside quotation marks, that the other page has. */
  share: number;
  capturedAt: Date;
};

/**
 * If a page's share is larger than the other's by this much, the other page has more text: it was extended, or this page
 * was shortened.
 */
const clearly = 0.15;

/**
 * Guesses which of two pages with the same text is the copy, by the first sign found; all signs are returned. A
 * contributor makes the decision.
 */
export function directionOf(a: Page, b: Page): Direction {
  const found: Sign[] = [];
  const say = (sign: Sign['sign'], origin: 'a' | 'b' | null): void => {
    if (origin) found.push({ sign, origin });
  };
  const [by, other] = [
    a.agency !== null && b.credits.includes(a.agency),
    b.agency !== null && a.credits.includes(b.agency),
  ];
  say('agency', by !== other ? (by ? 'a' : 'b') : a.agency && !b.agency ? 'a' : b.agency && !a.agency ? 'b' : null);
  say('published', earlier(a.published, b.published));
  say('credit', a.credits.length > 0 === b.credits.length > 0 ? null : a.credits.length ? 'b' : 'a');
  say('longer', Math.abs(a.share - b.share) < clearly ? null : a.share > b.share ? 'b' : 'a');
  say('captured', a.capturedAt.getTime() === b.capturedAt.getTime() ? null : a.capturedAt < b.capturedAt ? 'a' : 'b');
  const origin = found[0]?.origin ?? 'a';
  return { copy: origin === 'a' ? 'b' : 'a', signs: found };
}

/** Which of two pages was certainly published earlier; null if the dates are unknown or overlap. */
function earlier(a: string | null, b: string | null): 'a' | 'b' | null {
  const [x, y] = [a ? parseEdtf(a) : null, b ? parseEdtf(b) : null];
  if (!x || !y) return null;
  const before = (one: typeof x, two: typeof x): boolean =>
    one.latest !== null && two.earliest !== null && one.latest < two.earliest;
  return before(x, y) ? 'a' : before(y, x) ? 'b' : null;
}
