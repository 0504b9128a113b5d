import { group } from '../../platform/text/group.ts';
import type { Line } from './lines.ts';

export type PartOfPage = 'header' | 'body' | 'footnote' | 'footer';
export type SortedPage = Record<PartOfPage, Line[]>;

/** Headers and footers are in this share of the page's height, at the top and at the bottom. */
const edge = 0.14;
const pageNumber =
  /^[-–—\s]*(?:(?:page|p\.|стр(?:аница|\.)?|с\.|лист|бет|strana|str\.|página|seite)\s*)?(\d{1,4}|[ivxlc]{1,8})(?:\s*(?:\/|of|из|z|ze|de|von)\s*\d{1,4})?[-–—\s]*$/i;
const roman = /^c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;
/** Whether a line is only the number of a page. Words of Roman digits, such as “Civil”, are not. */
function isPageNumber(text: string): boolean {
  const number = pageNumber.exec(text)?.[1];
  if (number === undefined) return false;
  return (
    /^\d/.test(number) || roman.test(number) || (number === number.toUpperCase() && roman.test(number.toLowerCase()))
  );
}
const noteMark = /^(?:\[\d{1,3}\]|\d{1,3}|[*†‡§]{1,3}|[¹²³⁴-⁹⁰]{1,3})[\s.)]*\S/;

/** Separates running headers and footers, page numbers and footnotes from the body of each page. */
export function sortLines(pages: readonly { height: number; lines: readonly Line[] }[]): SortedPage[] {
  const body = bodySize(pages.flatMap(({ lines }) => lines));
  const repeated = repeatedLines(pages, body);
  let open: number | null = null;
  return pages.map(({ height, lines }) => {
    const sorted: SortedPage = { header: [], body: [], footnote: [], footer: [] };
    const outer = outerLines(lines, height);
    for (const line of lines) {
      const zone = zoneOf(line, height);
      if (line.isAside) sorted.footer.push(line);
      else if (zone && outer.has(line) && (repeated.has(keyOf(line, zone)) || isPageNumber(line.text)))
        sorted[zone].push(line);
      else sorted.body.push(line);
    }
    const notes = footnotesIn(sorted.body, body, open);
    sorted.footnote = sorted.body.filter((line) => notes.has(line));
    sorted.body = sorted.body.filter((line) => !notes.has(line));
    open = sorted.footnote.at(-1)?.size ?? null;
    return sorted;
  });
}

type Zone = 'header' | 'footer';
const zoneOf = (line: Line, height: number): Zone | null =>
  line.baseline < height * edge ? 'header' : line.baseline > height * (1 - edge) ? 'footer' : null;

/** The lines at the very top and bottom of a page: up to three rows each. */
function outerLines(lines: readonly Line[], height: number): Set<Line> {
  const found = new Set<Line>();
  for (const zone of ['header', 'footer'] as const) {
    const inZone = lines.filter((line) => zoneOf(line, height) === zone);
    const heights = [...new Set(inZone.map((line) => Math.round(line.baseline)))].sort((a, b) => a - b);
    const outer = new Set(zone === 'header' ? heights.slice(0, 3) : heights.slice(-3));
    for (const line of inZone) if (outer.has(Math.round(line.baseline))) found.add(line);
  }
  return found;
}

/** A line's words and place. Numbers differ from page to page, so they do not count. */
const keyOf = (line: Line, zone: Zone): string =>
  `${zone} ${Math.round(line.baseline / 6)} ${line.text.toLowerCase().replace(/\d+/g, '#')}`;

/**
 * The headers and footers that are on three pages or more. In a document of two, small letters or a number are enough,
 * or a header with more space below it. Without one of these, two pages may only begin or end with the same words.
 */
function repeatedLines(pages: readonly { height: number; lines: readonly Line[] }[], body: number): Set<string> {
  const counts = new Map<string, number>();
  const sure = new Set<string>();
  for (const { height, lines } of pages) {
    const keys = new Set<string>();
    const baselines = [...new Set(lines.map(({ baseline }) => baseline))].sort((a, b) => a - b);
    const below = new Map(baselines.map((baseline, index) => [baseline, baselines[index + 1] ?? Infinity]));
    for (const line of lines) {
      const zone = zoneOf(line, height);
      if (!zone) continue;
      const key = keyOf(line, zone);
      keys.add(key);
      const isApart = zone === 'header' && below.get(line.baseline)! - line.baseline > 1.9 * line.size;
      if (isApart || line.size < 0.93 * body || key.includes('#')) sure.add(key);
    }
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const least = (key: string): number => (pages.length <= 2 && sure.has(key) ? 2 : 3);
  return new Set([...counts].flatMap(([key, count]) => (count >= least(key) ? [key] : [])));
}

/** The size of most letters, in points. */
export function bodySize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/**
 * Footnotes: small lines at the end of a column, from the first one that begins with a number or an asterisk. If the
 * page before ended with a footnote, it may continue here without one, in letters of the same size (`open`).
 */
function footnotesIn(lines: readonly Line[], body: number, open: number | null): Set<Line> {
  const notes = new Set<Line>();
  const columns = group(lines.map((line) => [line.column, line] as const));
  for (const column of columns.values()) {
    let first = column.length;
    while (first > 0 && column[first - 1]!.size < 0.93 * body) first -= 1;
    const small = column.slice(first);
    // A page of small lines only is an annex, not a note.
    if (small.length === 0 || (small.length === column.length && columns.size === 1)) continue;
    const marked = small.findIndex((line) => noteMark.test(line.text));
    const left = column.reduce((least, line) => Math.min(least, line.x), Infinity);
    const [start, before] = [small[0]!, column[first - 1]];
    const continues = open !== null && Math.abs(start.size - open) <= 0.25;
    // A notice at the foot of a page has no mark, but more space above it.
    const isApart = before !== undefined && start.baseline - before.baseline > 1.9 * before.size;
    // Quotations are often small, too, but indented.
    const from = (continues || isApart) && start.x - left < 0.8 * start.size ? 0 : marked;
    if (from >= 0) for (const line of small.slice(from)) notes.add(line);
  }
  return notes;
}
