import { parseEdtf } from '../../record/values/edtf/edtf.ts';

/** Signs that one of two pages is the original source. The strongest come first. */
export const signs = ['agency', 'published', 'credit', 'longer', 'captured'] as const;
export type Sign = { sign: (typeof signs)[number]; origin: 'a' | 'b' };
export type Direction = { copy: 'a' | 'b'; signs: Sign[] };

/** The data of a page for deciding whether it is the copy. */
export type Page = {
  /** EDTF; null if unknown. */
  published: string | null;
  /** The agencies that the page credits with its text. */
  credits: readonly string[];
  /** The agency that published the page. */
  agency: string | null;
  /** Of the page's own words (those outside quotation marks), the share (0 to 1) that the other page has, too. */
  share: number;
  capturedAt: Date;
};

/**
 * The minimum difference of the two shares that counts as a sign. The page with the smaller share has more text of its
 * own: it was extended, or the other page was shortened.
 */
const clearly = 0.15;

/**
 * Guesses which of two pages with the same text is the copy. The strongest sign decides, and all signs are returned.
 * The guess is only a suggestion for a contributor.
 */
export function directionOf(a: Page, b: Page): Direction {
  const found: Sign[] = [];
  const addSign = (sign: Sign['sign'], origin: 'a' | 'b' | null): void => {
    if (origin) found.push({ sign, origin });
  };
  const [by, other] = [
    a.agency !== null && b.credits.includes(a.agency),
    b.agency !== null && a.credits.includes(b.agency),
  ];
  addSign('agency', by !== other ? (by ? 'a' : 'b') : a.agency && !b.agency ? 'a' : b.agency && !a.agency ? 'b' : null);
  addSign('published', earlier(a.published, b.published));
  addSign('credit', a.credits.length > 0 === b.credits.length > 0 ? null : a.credits.length ? 'b' : 'a');
  addSign('longer', Math.abs(a.share - b.share) < clearly ? null : a.share > b.share ? 'b' : 'a');
  addSign(
    'captured',
    a.capturedAt.getTime() === b.capturedAt.getTime() ? null : a.capturedAt < b.capturedAt ? 'a' : 'b',
  );
  const origin = found[0]?.origin ?? 'a';
  return { copy: origin === 'a' ? 'b' : 'a', signs: found };
}

/** Which of two pages was certainly published first. Null if a date is unknown, or if the dates overlap. */
function earlier(a: string | null, b: string | null): 'a' | 'b' | null {
  const [x, y] = [a ? parseEdtf(a) : null, b ? parseEdtf(b) : null];
  if (!x || !y) return null;
  const before = (one: typeof x, two: typeof x): boolean =>
    one.latest !== null && two.earliest !== null && one.latest < two.earliest;
  return before(x, y) ? 'a' : before(y, x) ? 'b' : null;
}
