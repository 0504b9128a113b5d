import { findDates } from '../facts/dates.ts';
import { cyrillicDate, cyrillicDateLine } from '../languages/lines.ts';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const slashed = /\b(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d{2})\b/g;
const iso = (year: string, month: string | number, day: string | number): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/**
 * Whether a page writes 10/03 for 3 October: its other dates show it, else its language or country does.
 * @param country ISO 3166-1, if the page is about one
 */
export function isMonthFirst(text: string, language: string | null, country: string | null): boolean {
  const shown = [...text.matchAll(slashed)].filter(([, a, b]) => Number(a) > 12 !== Number(b) > 12);
  if (shown.length > 0) return shown.filter(([, , b]) => Number(b) > 12).length * 2 > shown.length;
  return /^en-US\b/i.test(language ?? '') || country === 'US' || country === 'PH';
}

/** Dates in figures as ISO: 2025.03.12, 16. 03. 2026, 10-Dec-2024, "Tue, 10/14/2025". */
function inWords(text: string, monthFirst: boolean): string {
  return text
    .replace(/\b((?:19|20)\d{2})[./](\d{1,2})[./](\d{1,2})\b/g, (_, year: string, month: string, day: string) =>
      iso(year, month, day),
    )
    .replace(/\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})\b\.?/g, (_, day: string, month: string, year: string) =>
      iso(year, month, day),
    )
    .replace(/\b(\d{1,2})-(\p{L}{3,9})-((?:19|20)\d{2})\b/gu, '$1 $2 $3')
    .replace(slashed, (_, a: string, b: string, year: string) => {
      const named = weekdays.findIndex((day) => new RegExp(`\\b${day}`, 'i').test(text));
      const fits = (month: string, day: string): boolean =>
        Number(month) <= 12 && (named < 0 || new Date(`${iso(year, month, day)}T00:00:00Z`).getUTCDay() === named);
      const first = monthFirst ? fits(a, b) : !fits(b, a);
      return first ? iso(year, a, b) : iso(year, b, a);
    });
}

/** A line with only a date (and time, place or "Published"): its EDTF, else null. */
export function dateLine(line: string, monthFirst = false): string | null {
  // A date that is not relative has figures.
  if (!/\d/.test(line)) return null;
  const text = inWords(line.trim(), monthFirst);
  if (text.length > 90) return null;
  const issue = /^(?:(?:issue|edition)(?: of|:)?\s+)?(\p{L}{3,9}\.? (?:19|20)\d{2})(?:\s+(?:issue|edition))?$/iu.exec(
    text,
  )?.[1];
  const month = issue && findDates(issue, 0, issue.length, null).find((entry) => /^\d{4}-\d{2}$/.test(entry.edtf));
  if (month) return month.edtf;
  const found = findDates(text, 0, text.length, null).filter((date) => /^\d{4}-\d{2}-\d{2}$/.test(date.edtf));
  const date = found[0];
  if (!date || /[\u0400-\u04ff]/.test(text)) return cyrillicDateLine(text);
  const rest =
    `${text.slice(0, date.start)} ${text.slice(date.end).replace(/[·•|(–—-]\s*(?:last\s+)?(?:updated|modified)\b.*$/i, '')}`
      .replace(
        /\b(?:published|posted|filed|released|uploaded|submitted by \S+|by the (?:\p{Lu}\p{L}+ (?:of )?)+|updated|last updated|first published|date|issued|on|at|by|modified|release date|for immediate release|press release|news|article|alert|report|statement|am|pm|a\.m|p\.m|(?:gmt|utc)[+-]\d{1,2}(?::?\d{2})?|\d{1,2}[:.]\d{2}\s?[ap]m|a\.m\.|p\.m\.|gmt|utc|cet|est|bst|et|local time|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|\d{1,2}[:.]\d{2}(?::\d{2})?|\d+ (?:min|minutes?|hours?) (?:read|ago))\b/giu,
        ' ',
      )
      .replace(/[\s,.:;|·•/()\-–—+]+/g, ' ')
      .trim();
  // A place before or after the date is allowed ("New York, April 13, 2018").
  return rest.length === 0 ||
    (rest.split(' ').length <= 3 && /^[\p{Lu}]/u.test(rest) && !/\b(?:said|was|were|the)\b/.test(rest))
    ? date.edtf
    : null;
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
