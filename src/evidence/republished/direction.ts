import { parseEdtf } from '../../record/values/edtf.ts';

/** What speaks for one of two pages being the origin, the weightiest first. */
export const signs = ['agency', 'published', 'credit', 'longer', 'captured'] as const;
export type Sign = { sign: (typeof signs)[number]; origin: 'a' | 'b' };
export type Direction = { copy: 'a' | 'b'; signs: Sign[] };

/** A page as far as telling origin from copy is concerned. */
export type Page = {
  /** EDTF; null where nobody knows. */
  published: string | null;
  /** Agencies it credits with its text. */
  credits: readonly string[];
  /** The agency whose page it is. */
  agency: string | null;
  /** The share of its own words that stands in the other. */
  share: number;
  capturedAt: Date;
};

/** A share of so much more says that the other has text of its own, or that this one was cut. */
const clearly = 0.15;

/**
 * Which of two pages with one text is likely the copy. Every sign that speaks for one of them is told, also those
 * that speak against; the first decides. A guess from what is known: a monitor has the last word.
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

/** The one published surely before the other; null where the dates don't say. */
function earlier(a: string | null, b: string | null): 'a' | 'b' | null {
  const [x, y] = [a ? parseEdtf(a) : null, b ? parseEdtf(b) : null];
  if (!x || !y) return null;
  const before = (one: typeof x, two: typeof x): boolean =>
    one.latest !== null && two.earliest !== null && one.latest < two.earliest;
  return before(x, y) ? 'a' : before(y, x) ? 'b' : null;
}
