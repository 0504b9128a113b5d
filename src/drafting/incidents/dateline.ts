import type { Span } from '../reading/sentences.ts';
import type { Stated } from './incident.ts';

/** Matches datelines such as "BAKU, 12 May (Agency) –". */
const pattern =
  /^\s*\(?((?:\p{Lu}[\p{L}.’'-]*(?:[ /]\p{Lu}[\p{L}.’'-]*){0,3}))(?:,\s*[\p{L}\d .,]{2,40})?\)?\s*(?:\([^)]{2,40}\))?\s*(?:--|–|—| - )\s*/u;
/** Matches datelines such as "Nandeshgaon, Aug 19 (SNS):" and "QOSTANBEL. September 17. AGENCY –". */
const withDay =
  /^\s*(\p{Lu}[\p{L}’'-]*(?:[ /-]\p{Lu}[\p{L}’'-]*){0,3})(?:(?:, [^:()–—]{2,40})?(?: \([^)]{2,40}\):| ?\([^)]{2,40}\) (?:--|–|—|-))|, (?:\p{Lu}\p{L}{2,8}\.? \d{1,2}|\d{1,2} \p{Lu}\p{L}{2,8})\s*(?::|--|–|—|-)|\. \p{Lu}\p{L}+ \d{1,2}\. [^.–—]{2,40} [–—-])\s*/u;
/** Matches datelines that are only a place in capitals: "BHIMAKHED:", "TALLGRASS -- ". */
const capitals = /^\s*(\p{Lu}{3,}(?:[ -]\p{Lu}{3,}){0,2})(?::| --) /u;

/** The dateline at the beginning of a text, and its place. Null if the text does not begin with a dateline. */
export function findDateline(text: string): { place: string; length: number } | null {
  const match = pattern.exec(text);
  if (match && (/^\s*\(?\p{Lu}{3,}/u.test(match[0]) || /^\s*\(/.test(match[0]) || /\d{4}|\([^)]*\)/.test(match[0])))
    return { place: match[1]!, length: match[0].length };
  const other = withDay.exec(text) ?? capitals.exec(text);
  return other ? { place: other[1]!, length: other[0].length } : null;
}

/** The place that a paragraph's dateline names. */
export function datelineOf(flat: string, { start, end }: Span): Stated<string> | null {
  const text = flat.slice(start, Math.min(end, start + 160));
  const place = findDateline(text)?.place;
  if (!place) return null;
  const at = start + text.indexOf(place);
  const [first = place] = place.split('/');
  const name = /^\P{Ll}+$/u.test(first)
    ? first.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
    : first;
  return { value: name, start: at, end: at + first.length };
}
