/** The length in characters to which texts of an archive are shortened, and the maximum length of an address. */
const maxText = 300;
const maxAddress = 8192;

/** A text of an archive in one line, without control characters and marks of direction, shortened. */
export const cleanText = (text: unknown, most = maxText): string =>
  typeof text === 'string'
    ? text
        .slice(0, most * 4)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
        .replace(/[\p{Cf}\p{Cs}\p{Co}\ufffe\uffff]/gu, '')
        .trim()
        .slice(0, most)
        .toWellFormed()
    : '';

/**
 * A web address in one form, so that equal addresses are the same text: as browsers write it, without fragment, name
 * and password, and with percent-encoding in upper case. Null if it is no web address, or too long.
 */
export function addressOf(text: unknown, base?: string): string | null {
  if (typeof text !== 'string' || text.length > maxAddress || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  const { href } = url;
  if (href.length > maxAddress) return null;
  return href.includes('%') ? href.replace(/%[0-9a-f]{2}/gi, (one) => one.toUpperCase()) : href;
}

const earliest = Date.UTC(1990);
const day = 86_400_000;

/** A time in ms; NaN if it is before 1990 or in the future. */
const plausible = (ms: number, now: Date): number => (ms >= earliest && ms <= now.getTime() + day ? ms : NaN);

/** The time of a record in ms. Without a time zone it is in UTC. NaN if it is no time or cannot be right. */
export function recordTime(text: string, now: Date): number {
  const [, date, time, fraction = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?Z?$/.exec(text) ?? [];
  return date ? plausible(Date.parse(`${date}T${time}${fraction.slice(0, 4)}Z`), now) : NaN;
}

/** The time of a page in a list, in ms: an ISO time, 14 digits, or a number of ms since 1970. NaN as in `recordTime`. */
export function pageTime(value: unknown, now: Date): number {
  if (typeof value === 'number' && !/^\d{14}$/.test(String(value))) return plausible(value, now);
  const text = String(typeof value === 'string' || typeof value === 'number' ? value : '').trim();
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (digits) {
    const [, year, month, date, hour, minute, second] = digits;
    return plausible(Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`), now);
  }
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text)) return NaN;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10))
    ? text
    : text.length > 10
      ? `${text}Z`
      : `${text}T00:00:00Z`;
  return plausible(Date.parse(zoned.replace(' ', 'T')), now);
}

/** A copy of a text that does not hold the longer text in memory from which it was cut. */
export const ownText = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
