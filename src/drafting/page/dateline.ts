import { countryOf } from '../facts/country.ts';
import { findDates } from '../facts/dates.ts';
import { cyrillicDate, cyrillicLineDate } from '../languages/lines.ts';
import { firstPublished, gap, hasYear, isDay, without, type LineDate } from '../languages/line-date.ts';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const slashed = /\b(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d{2})\b/g;
const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
/** Matches "11 May '26" and "11-May-26". */
const shortYear = new RegExp(`\\b(\\d{1,2})[- ](${month})[- ]['’]?(\\d{2})(?![\\d:.])`, 'gi');
/** Matches "2026 May 11". */
const yearFirst = new RegExp(`\\b((?:19|20)\\d{2}),?\\s(${month})\\s(\\d{1,2})(?![\\d:])`, 'gi');
const iso = (year: string, month: string | number, day: string | number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/**
 * Whether a page writes 10/03 for 3 October. Its other dates show this, or else its language or country. False if the
 * page has no such date.
 */
export function isMonthFirst(text: string, language: string | null): boolean {
  const dates = [...text.matchAll(slashed)];
  const shown = dates.filter(([, a, b]) => Number(a) > 12 !== Number(b) > 12);
  if (shown.length > 0) return shown.filter(([, , b]) => Number(b) > 12).length * 2 > shown.length;
  return dates.length > 0 && (/^en-US\b/i.test(language ?? '') || ['US', 'PH'].includes(countryOf(text) ?? ''));
}

/** A line with its dates rewritten so that `findDates` reads them: 2025.03.12, 10-Dec-2024, "Tue, 10/14/2025". */
function inWords(text: string, monthFirst: boolean): string {
  return (
    text
      .replace(/\b((?:19|20)\d{2})[./](\d{1,2})[./](\d{1,2})\b/g, (_, year: string, month: string, day: string) =>
        iso(year, month, day),
      )
      .replace(/\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})\b\.?/g, (_, day: string, month: string, year: string) =>
        iso(year, month, day),
      )
      .replace(/\b(\d{1,2})-(\p{L}{3,9})-((?:19|20)\d{2})\b/gu, '$1 $2 $3')
      .replace(shortYear, '$1 $2 20$3')
      .replace(/\b(\d{1,2})\.\s+(?=\p{L})/gu, '$1 ')
      // Rewrites "the 6th day of May, 2026", "2026 May 6", "Wed May 6 10:21:36 UTC 2026", "2026-05-06T10:21"
      .replace(/\b(\d{1,2}(?:st|nd|rd|th)) day of\b/gi, '$1 of')
      .replace(yearFirst, '$3 $2 $1')
      .replace(/(?<=\b\p{L}{3}\s+\d{1,2})\s\d{1,2}:\d{2}(?::\d{2})?(?:\s[A-Z]{2,5})?\s((?:19|20)\d{2})\b/gu, ', $1')
      .replace(/(?<=-\d{2})T(?=\d{2}:\d{2})/g, ' ')
      .replace(slashed, (_, a: string, b: string, year: string) => {
        const named = weekdays.findIndex((day) => new RegExp(`\\b${day}`, 'i').test(text));
        const fits = (month: string, day: string): boolean =>
          Number(month) <= 12 && (named < 0 || new Date(`${iso(year, month, day)}T00:00:00Z`).getUTCDay() === named);
        const first = monthFirst ? fits(a, b) : !fits(b, a);
        return first ? iso(year, a, b) : iso(year, b, a);
      })
  );
}

/** Matches the day on which a page is read: "Today: 11 May 2026". */
const today = /^\W*(?:today(?:['’]s date)?|сегодня|бүгін)\s*(?::|,|is\b|[–—-])/i;

/** The date of a line that consists only of a date, perhaps with a time, a place or "Published"; else null. */
export function lineDate(line: string, monthFirst = false): LineDate | null {
  // Without digits, a line can only have a relative date.
  if (!/\d/.test(line) || today.test(line)) return null;
  const text = inWords(line.trim(), monthFirst);
  if (text.length > 90) return null;
  const issue = /^(?:(?:issue|edition)(?: of|:)?\s+)?(\p{L}{3,9}\.? (?:19|20)\d{2})(?:\s+(?:issue|edition))?$/iu.exec(
    text,
  )?.[1];
  const month = issue && findDates(issue, 0, issue.length, null).find((entry) => /^\d{4}-\d{2}$/.test(entry.edtf));
  if (month) return { edtf: month.edtf, changed: false };
  const found = findDates(text, 0, text.length, null).filter(({ edtf }) => isDay.test(edtf));
  const date = firstPublished(text, found);
  if (!date || /[\u0400-\u04ff]/.test(text)) return cyrillicLineDate(text);
  const [before, after] = without(text, found, gap)
    .replace(/[·•|(–—-]\s*(?:last\s+)?(?:updated|modified)\b.*$/i, '')
    .replace(/\([^()]*\)|\p{Extended_Pictographic}\s*[\d.,]+\s?[kKmM]?/gu, ' ')
    .replace(
      /\b(?:published|posted|filed|released|uploaded|submitted by \S+|by the (?:\p{Lu}\p{L}+ (?:of )?)+|updated|last updated|first published|corrected|edited|revised|date|issued|on|at|by|modified|release date|for immediate release|press release|news|article|alert|report|statement|am|pm|a\.m|p\.m|(?:gmt|utc)[+-]\d{1,2}(?::?\d{2})?|\d{1,2}[:.]\d{2}\s?[ap]m|a\.m\.|p\.m\.|gmt|utc|cet|est|bst|et|local time|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|\d{1,2}[:.]\d{2}(?::\d{2})?|\d+ (?:min|minutes?|hours?) (?:read|ago))\b/giu,
      ' ',
    )
    .split(gap)
    .map((each) => each.replace(/[\s,.:;|·•/()\-–—+]+/g, ' ').trim()) as [string, string];
  // A place before or after the date is allowed ("New York, April 13, 2018"), and a number of views after it.
  const rest = `${before} ${after}`.trim();
  const named = rest.split(' ').length <= 3 && /^[\p{Lu}]/u.test(rest) && !/\b(?:said|was|were|the)\b/.test(rest);
  return rest.length === 0 || named || (before === '' && counted.test(after)) ? date : null;
}

const counted =
  /^(?:\d{1,2}h\d{2}|(?:[\d\s]+ ?[kK]? )?(?:views?|comments?|reads?|shares?|likes?|replies|hrs?|hours?|o['’]clock|in(?: \p{L}+)?)(?: \d+)?\s?)+$/iu;

/** The date of `lineDate`, if the line gives its year; else null. */
export function dateLine(line: string, monthFirst = false): string | null {
  const date = lineDate(line, monthFirst);
  return date && hasYear(date) ? date.edtf : null;
}

/**
 * The date right after "Posted" or "Published" in a line with other words: "This entry was posted on 11 May 2026 by X."
 */
export function postedDate(line: string, monthFirst: boolean): string | null {
  if (!/\d/.test(line) || line.length > 200) return null;
  const text = inWords(line, monthFirst);
  const found = findDates(text, 0, text.length, null).filter((date) => isDay.test(date.edtf) && hasYear(date));
  return found.find(({ start }) => /\b(?:published|posted)\b[^.]{0,30}$/i.test(text.slice(0, start)))?.edtf ?? null;
}

/** The date in a page's URL: "/2026/05/11/", "/2026-05-11-", "/20260511/". Null if the URL contains no date. */
export function dateFromUrl(url: string | null | undefined): string | null {
  const match =
    /\/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|$)/.exec(url ?? '') ??
    /\/((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[/_-]|$)/.exec(url ?? '');
  return match ? iso(match[1]!, match[2]!, match[3]!) : null;
}

/**
 * Adds the year to a day without one: the year in which the day is closest to `near`, or else the year of the page's
 * copyright. Null if the page gives neither.
 */
export function withYear(edtf: string, near: string | null, text: string): string | null {
  const rest = edtf.slice(4);
  if (near && isDay.test(near)) {
    const at = Date.parse(near);
    const year = Number(near.slice(0, 4));
    const distance = (each: number): number => Math.abs(Date.parse(`${each}${rest}`) - at);
    return `${[year, year - 1, year + 1].toSorted((a, b) => distance(a) - distance(b))[0]}${rest}`;
  }
  const rights = text.matchAll(
    /(?:©|\([cс]\)|copyright)[^\n]{0,40}?((?:19|20)\d{2})(?:\s*[-–—]\s*((?:19|20)\d{2}))?/giu,
  );
  const years = [...rights].map(([, from, to]) => Number(to ?? from));
  return years.length > 0 ? `${Math.max(...years)}${rest}` : null;
}

/** Any full date in a field's value (ISO with time, or words). */
export function dateOf(value: string | null | undefined): string | null {
  // 1970-01-01 is the zero of computer clocks: the field was empty.
  if (!value || !/\d/.test(value) || value.trim().startsWith('1970-01-01')) return null;
  const full = /\b((?:19|20)\d{2}-\d{2}-\d{2})/.exec(value);
  if (full) return full[1]!;
  const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:T|$)/.exec(value.trim());
  if (compact) return `${compact[1]}-${compact[2]}-${compact[3]}`;
  const slashes = /^((?:19|20)\d{2})\/(\d{1,2})\/(\d{1,2})\b/.exec(value.trim());
  if (slashes) return `${slashes[1]}-${slashes[2]!.padStart(2, '0')}-${slashes[3]!.padStart(2, '0')}`;
  return (
    findDates(value, 0, value.length, null).find((date) => /^\d{4}-\d{2}-\d{2}$/.test(date.edtf))?.edtf ??
    cyrillicDate(value)
  );
}
