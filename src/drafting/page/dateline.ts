import { findDates } from '../facts/dates.ts';
import { cyrillicDateLine } from '../languages/lines.ts';

/** A line with only a date (and time, place or "Published"): its EDTF, else null. */
export function dateLine(line: string): string | null {
  const text = line.trim();
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
        /\b(?:published|posted|updated|last updated|first published|date|issued|on|at|by|modified|release date|for immediate release|press release|news|article|alert|report|statement|am|pm|(?:gmt|utc)[+-]\d{1,2}(?::?\d{2})?|\d{1,2}[:.]\d{2}\s?[ap]m|a\.m\.|p\.m\.|gmt|utc|cet|est|bst|et|local time|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|\d{1,2}[:.]\d{2}(?::\d{2})?|\d+ (?:min|minutes?|hours?) (?:read|ago))\b/gi,
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
  if (!value) return null;
  const iso = /\b((?:19|20)\d{2}-\d{2}-\d{2})/.exec(value);
  if (iso) return iso[1]!;
  const compact = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:T|$)/.exec(value.trim());
  if (compact) return `${compact[1]}-${compact[2]}-${compact[3]}`;
  const slashes = /^((?:19|20)\d{2})\/(\d{1,2})\/(\d{1,2})\b/.exec(value.trim());
  if (slashes) return `${slashes[1]}-${slashes[2]!.padStart(2, '0')}-${slashes[3]!.padStart(2, '0')}`;
  return findDates(value, 0, value.length, null).find((date) => /^\d{4}-\d{2}-\d{2}$/.test(date.edtf))?.edtf ?? null;
}
