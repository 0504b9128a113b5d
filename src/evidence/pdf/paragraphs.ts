import type { Line } from './lines.ts';
import { rightEdges } from './right-edges.ts';
import { bodySize, type PartOfPage, type SortedPage } from './sort-lines.ts';

/** Lines that belong together. */
export type Paragraph = { part: PartOfPage; lines: Line[] };

const endsSentence = (text: string): boolean => /[.!?…:;]["”’»›“)\]¹²³⁴-⁹⁰]*$/.test(text);
/** A number or sign at the start of a paragraph. */
export const listMark = /^(?:\(?\d{1,4}(?:\.\d{1,3}){0,3}[.)]|\[\d{1,4}\]|[•▪◦‣*–—-]|\(\p{L}{1,4}\))\s/u;

/**
 * Joins the lines of all pages into paragraphs. A paragraph that continues on the next page is whole; the notes,
 * headers and footers between its two parts come after it.
 */
export function paragraphsOf(pages: readonly SortedPage[]): Paragraph[] {
  const all: Paragraph[] = [];
  const lines = pages.flatMap(({ body }) => body);
  const usual = { leading: usualLeading(lines), size: bodySize(lines), right: rightEdges(lines) };
  let open: Paragraph | null = null;
  let between: Paragraph[] = [];
  const close = (): void => {
    if (open) all.push(open);
    all.push(...between);
    open = null;
    between = [];
  };
  for (const page of pages) {
    between.push(...aside('header', page.header));
    for (const line of page.body) {
      if (open && continuesWith(open.lines, line, usual)) open.lines.push(line);
      else {
        close();
        open = { part: 'body', lines: [line] };
      }
    }
    between.push(...aside('footnote', page.footnote), ...aside('footer', page.footer));
  }
  close();
  return all;
}

/** Headers and footers line by line; notes as paragraphs. */
function aside(part: PartOfPage, lines: readonly Line[]): Paragraph[] {
  if (part !== 'footnote') return lines.map((line) => ({ part, lines: [line] }));
  const notes: Paragraph[] = [];
  for (const line of lines) {
    const last = notes.at(-1);
    const isNew = /^(?:\[\d{1,3}\]|\d{1,3}|[*†‡§]{1,3}|[¹²³⁴-⁹⁰]{1,3})[\s.)]*\p{L}/u.test(line.text);
    if (last && !isNew) last.lines.push(line);
    else notes.push({ part, lines: [line] });
  }
  return notes;
}

/** The usual distance of lines, as a multiple of their size. */
function usualLeading(lines: readonly Line[]): number {
  const distances: number[] = [];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (!next || next.page !== line.page || next.column !== line.column) continue;
    const distance = (next.baseline - line.baseline) / line.size;
    if (distance > 0.8 && distance < 3) distances.push(distance);
  }
  return distances.sort((a, b) => a - b)[Math.floor(distances.length * 0.4)] ?? 1.2;
}

type Usual = { leading: number; size: number; right: (line: Line, next: Line) => number };

function continuesWith(lines: readonly Line[], next: Line, usual: Usual): boolean {
  const previous = lines.at(-1)!;
  if (Math.abs(next.size - previous.size) > 0.1 * previous.size) return false;
  if (dividedAt(previous.text, next.text)) return true;
  const isFull = usual.right(previous, next) - (previous.x + previous.width) < widthOfFirstWord(next);
  if (next.page !== previous.page || next.column !== previous.column)
    return isFull && !endsSentence(previous.text) && !listMark.test(next.text);
  const distance = (next.baseline - previous.baseline) / previous.size;
  if (distance <= 0 || distance > usual.leading * 1.25 + 0.1) return false;
  // The lines of a title can be of any length.
  if (previous.size >= 1.12 * usual.size && next.size >= 1.12 * usual.size) return true;
  if (hasHyphen(previous.text, next.text)) return true;
  if (!isFull || (previous.hasCells && next.hasCells)) return false;
  if (listMark.test(next.text) && endsSentence(previous.text)) return false;
  const indent = (next.x - previous.x) / previous.size;
  // The first line of a paragraph may be indented, or hang out with its number.
  const hangs = listMark.test(previous.text) || (previous.hasCells && /^\d{1,4}\s/.test(previous.text));
  if (lines.length === 1) return hangs ? indent > -0.8 : indent < 0.8;
  return Math.abs(indent) < 0.8;
}

/** The width that the first word of a line would need at the end of the line above. */
function widthOfFirstWord({ text, width, size }: Line): number {
  const word = text.search(/\s/);
  return ((word < 0 ? text.length : word) * width) / text.length + 0.7 * size;
}

/** A word that is divided at the end of a line by a hyphen: its two parts; else null. */
function dividedAt(text: string, next: string): [string, string] | null {
  if (!/\p{L}[-‐]$/u.test(text)) return null;
  const rest = /^\p{Ll}[\p{L}\p{M}]*/u.exec(next)?.[0];
  const part = text.slice(0, -1).split(/[^\p{L}\p{M}]+/u);
  return rest === undefined ? null : [part.at(-1)!, rest];
}

/** Whether a compound name or two numbers are at the end of a line and at the start of the next: "2019-", "2020". */
const hasHyphen = (text: string, next: string): boolean =>
  /[\p{L}\p{N}][-‐–]$/u.test(text) && /^[\p{L}\p{N}]/u.test(next);

/**
 * The text of a paragraph, and where each line is in it. A word that was divided at the end of a line is joined, unless
 * the document also has it with a hyphen (`hasWord`). A name or number with a hyphen stays as it is.
 */
export function joined(
  lines: readonly Line[],
  hasWord: (word: string) => boolean,
): { text: string; places: [start: number, end: number][] } {
  let text = '';
  const places: [number, number][] = [];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1]?.text;
    const start = text.length;
    const divided = next === undefined ? null : dividedAt(line.text, next);
    const isOne = divided && (hasWord(divided.join('')) || !hasWord(divided.join('-')));
    text += isOne ? line.text.slice(0, -1) : line.text;
    places.push([start, text.length]);
    if (next !== undefined && !hasHyphen(line.text, next)) text += ' ';
  }
  return { text, places };
}
