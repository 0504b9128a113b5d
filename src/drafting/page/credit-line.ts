import { known } from '../gazetteer/gazetteer.ts';
import { isNotPerson } from '../languages/lines.ts';
import { readByline, type Byline } from './byline.ts';
import { hasYear, publicationIn, type LineDate } from '../languages/line-date.ts';
import { dateLine, lineDate } from './dateline.ts';

const part = "\\p{Lu}[\\p{L}\\p{M}'’]*(?:-\\p{Lu}?[\\p{L}\\p{M}'’]*)*\\.?";
const particle = '(?:de|da|di|van|von|der|den|bin|al|el|la|le|del|dos|du|ibn|ua|wa)';
const name = `(?!(?:By|From|Photo|Story|The|Published|Updated|Last)\\b)(?:${part}\\s+)(?:(?:${particle}|${part})\\s+){0,3}${part}`;
const alone = new RegExp(`^${name}$`, 'u');
const signed = new RegExp(`^[—–-]?\\s?\\(?(${name})\\)?(?:,\\s+[\\p{L} .-]{2,40})?$`, 'u');
const introduced = new RegExp(`^\\(?(${name})\\s+is\\s+(?:an?|the)\\s+\\p{Ll}`, 'u');
const posted = new RegExp(`^(${name})\\s+(?:@\\w|(?=\\d{1,2}\\s\\p{Lu}|\\p{Lu}\\p{Ll}{2,8}\\s\\d))`, 'u');

/** Names of accounts, desks and offices. They do not say who wrote the page. */
const office =
  /\b(?:admin(?:istrator)?|web ?(?:team|master|editor|desk)|editors?|editorial|news ?(?:desk|room)|desk|staff|team|redaktion|redacci[oó]n|r[ée]daction|reda[cç][aã]o|redazione|agenc(?:y|ies)|bureau|press (?:office|service|release)|communications?|comunicaci[oó]n|correspondents?|reporters?|contributors?|guest|service|department|online|media|news|haber merkezi)\b/iu;

/** Bylines that name no one: "Our Correspondent", "Newsdesk", "admin". */
const nobody =
  /^(?:(?:our|a|the)\s+)?(?:own\s+|special\s+|staff\s+)*(?:admin(?:istrator)?|web ?(?:team|master|editor|desk)|correspondents?|reporters?|writers?|editors?|editorial(?:\s+(?:team|staff|board|desk))?|news ?(?:desk|room|team)|staff|team|agencies|online desk|guest)$/iu;

/** Whether a visible byline names a person or an office, and not an account or no one in particular. */
export const isNamed = ({ name: value }: Byline): boolean =>
  !nobody.test(value) && !/[_@]|^\p{Ll}[\p{Ll}\d.-]*$/u.test(value);

/** Whether the name of an author is that of a person, and not of an account, a desk or the outlet. */
export function isAuthor(value: string, publisher: string | null): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return (
    /^\p{Lu}/u.test(value) &&
    !/[\d_@/]/.test(value) &&
    plain(value) !== plain(publisher ?? '') &&
    !nobody.test(value) &&
    !office.test(value) &&
    !isNotPerson(value) &&
    !value.includes(':') &&
    !known(value)
  );
}

/** The parts of a line such as "12 May 2026 / Interview / By X", "X · 28 Apr 2026 | 3 min read". */
export const partsOfLine = (line: string): string[] =>
  (/[|·•/]|\.\s+P/.test(line) ? line.split(betweenParts) : [line]).map((each) => each.trim()).filter(Boolean);
const betweenParts = /\s*[|·•]\s*|\s+\/\s+|\.\s+(?=(?:Photos?|Portraits?|Pictures?)\b)/u;

/**
 * The date of a line, or of one of its parts: "6 Dec 2025 · 48.1K views", "By X / 11 May / corrected 12 May 2026". A
 * date of publication is preferred to the date of a change, and a date with a year to a date without one.
 */
export function dateInLine(line: string, monthFirst: boolean): LineDate | null {
  if (line.length > 140 || !/\d/.test(line)) return null;
  const whole = lineDate(line, monthFirst);
  if (whole && !whole.changed && hasYear(whole)) return whole;
  const inParts = publicationIn(partsOfLine(line).flatMap((each) => lineDate(each, monthFirst) ?? []));
  return inParts && !inParts.changed ? inParts : (whole ?? inParts);
}

/** The author of a line beside its date: "X · 28 Apr 2026", or of a post: "X @handle", "X 19 June 2026 at 01:12". */
export function authorBesideDate(line: string, publisher: string | null = null): Byline[] {
  if (line.length > 140) return [];
  const parts = partsOfLine(line);
  const person = parts.find((each) => alone.test(each) && !lineDate(each) && isAuthor(each, publisher));
  if (person && parts.length > 1 && parts.some((each) => lineDate(each))) return [{ role: 'by', name: person }];
  const post = posted.exec(line)?.[1];
  return post && isAuthor(post, null) && (/@\w/.test(line) || dateLine(parts[0]!.slice(post.length)))
    ? [{ role: 'by', name: post }]
    : [];
}

/** The author in the line after the last paragraph: "(X)", "X, Berlin", "(X is a retired magistrate.)". */
export function signature(line: string): Byline[] {
  const found = (line.length < 60 ? signed.exec(line) : null) ?? introduced.exec(line.slice(0, 200));
  const wrote = line.length < 140 ? partsOfLine(line).flatMap(readByline).filter(isNamed) : [];
  if (wrote.length) return wrote;
  const [person] = authorBesideDate(line);
  if (person) return [person];
  return found && isAuthor(found[1]!, null) ? [{ role: 'by', name: found[1]! }] : [];
}
