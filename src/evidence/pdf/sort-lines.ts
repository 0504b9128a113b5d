import type { Line } from './lines.ts';

export type PartOfPage = 'header' | 'body' | 'footnote' | 'footer';
export type SortedPage = Record<PartOfPage, Line[]>;

/** Headers and footers are in this share of the page's height, at the top and at the bottom. */
const edge = 0.14;
const pageNumber =
  /^[-–—\s]*(?:(?:page|p\.|стр(?:аница|\.)?|с\.|лист|бет|strana|str\.|página|seite)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:\/|of|из|z|ze|de|von)\s*\d{1,4})?[-–—\s]*$/i;
const noteMark = /^(?:\[\d{1,3}\]|\d{1,3}|[*†‡§]{1,3}|[¹²³⁴-⁹⁰]{1,3})[\s.)]*\S/;

/** Separates running headers and footers, page numbers and footnotes from the body of each page. */
export function sortLines(pages: readonly { height: number; lines: readonly Line[] }[]): SortedPage[] {
  const repeated = repeatedLines(pages);
  const body = bodySize(pages.flatMap(({ lines }) => lines));
  let continues = false;
  return pages.map(({ height, lines }) => {
    const sorted: SortedPage = { header: [], body: [], footnote: [], footer: [] };
    const outer = outerLines(lines, height);
    for (const line of lines) {
      const zone = zoneOf(line, height);
      if (line.turned) sorted.footer.push(line);
      else if (zone && outer.has(line) && (repeated.has(keyOf(line, zone)) || pageNumber.test(line.text)))
        sorted[zone].push(line);
      else sorted.body.push(line);
    }
    const notes = footnotesIn(sorted.body, body, continues);
    sorted.footnote = sorted.body.filter((line) => notes.has(line));
    sorted.body = sorted.body.filter((line) => !notes.has(line));
    continues = notes.size > 0;
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

/** The headers and footers that are on three pages or more, or on both pages of two. */
function repeatedLines(pages: readonly { height: number; lines: readonly Line[] }[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { height, lines } of pages) {
    const keys = new Set(
      lines.flatMap((line) => {
        const zone = zoneOf(line, height);
        return zone ? [keyOf(line, zone)] : [];
      }),
    );
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const least = Math.max(2, Math.min(3, pages.length));
  return new Set([...counts].flatMap(([key, count]) => (count >= least ? [key] : [])));
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
 * page before ended with a footnote, it may continue here without one.
 */
function footnotesIn(lines: readonly Line[], body: number, continues: boolean): Set<Line> {
  const notes = new Set<Line>();
  const columns = new Map<number, Line[]>();
  for (const line of lines) columns.set(line.column, [...(columns.get(line.column) ?? []), line]);
  for (const column of columns.values()) {
    let first = column.length;
    while (first > 0 && column[first - 1]!.size < 0.93 * body) first -= 1;
    const small = column.slice(first);
    // A page of small lines only is an annex, not a note.
    if (small.length === 0 || (small.length === column.length && columns.size === 1)) continue;
    const marked = small.findIndex((line) => noteMark.test(line.text));
    // A notice at the foot of a page has no mark, but stands apart.
    const before = column[first - 1];
    const isApart = before !== undefined && small[0]!.baseline - before.baseline > 1.9 * before.size;
    const from = continues || isApart ? 0 : marked;
    if (from >= 0) for (const line of small.slice(from)) notes.add(line);
  }
  return notes;
}
