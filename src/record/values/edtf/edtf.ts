import { isoDay, joinSpans, type Span } from '../calendar.ts';
import { parseDatePart, type DatePart, type DatePrecision } from './edtf-date.ts';

export type EdtfPrecision = DatePrecision | 'set' | 'interval';

/**
 * A date as a source gives it: EDTF level 0–2 (ISO 8601-2:2019 in the profile of the Library of Congress), plus times
 * to the minute and seasons in intervals.
 *
 * `earliest` and `latest` are the first and the last day that the date can mean; null if open or unknown. They are
 * limited to the years 1–9999, so that they can be sorted as text and fit a `date` column. They do not include the
 * margin of an approximate date, which only comparisons use.
 */
export type Edtf = Readonly<{
  /** The canonical text. */
  edtf: string;
  earliest: string | null;
  latest: string | null;
  approximate: boolean;
  uncertain: boolean;
  /** Whether some digits are unspecified (`2018-03-XX`). */
  unspecified: boolean;
  precision: EdtfPrecision;
}>;

/**
 * An end of an interval: a date; `unknown` (written empty: there is an end, but we do not know it); or `open` (written
 * `..`: there is no end).
 */
export type IntervalEnd = DatePart | 'unknown' | 'open';

/** The parsed form for comparisons. Open ends are infinite. */
export type EdtfStructure =
  | { kind: 'date'; part: DatePart }
  | {
      kind: 'one-of' | 'all-of';
      spans: readonly Span[];
      wide: readonly Span[];
      approximate: boolean;
      uncertain: boolean;
      unspecified: boolean;
    }
  | { kind: 'interval'; start: IntervalEnd; end: IntervalEnd };

/**
 * The maximum number of characters. No real date is longer. A longer set of dates would be slow to compare, because its
 * parts are compared in pairs.
 */
export const MAX_EDTF_LENGTH = 500;

/** A cache of parsed texts, because a record contains the same few dates many times. */
const remembered = new Map<string, Edtf | null>();

/** Parses an EDTF text. Accepts lower case, and spaces around parts. Null if the text is invalid. */
export function parseEdtf(text: string): Edtf | null {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const date = readEdtf(text);
  if (remembered.size > 10_000) remembered.clear();
  if (text.length < 50) remembered.set(text, date);
  return date;
}

function readEdtf(text: string): Edtf | null {
  const canonical = canonicalText(text);
  const structure = parseStructure(canonical);
  if (!structure) return null;
  const flags = flagsOf(structure);
  const [first, last] = boundsOf(structure);
  return {
    edtf: canonical,
    earliest: Number.isFinite(first) ? isoDay(first) : null,
    latest: Number.isFinite(last) ? isoDay(last) : null,
    ...flags,
    precision:
      structure.kind === 'date' ? structure.part.precision : structure.kind === 'interval' ? 'interval' : 'set',
  };
}

export function isEdtf(text: string): boolean {
  return parseEdtf(text) !== null;
}

/** The structure of a text that `parseEdtf` accepts; null if invalid. */
export function parseEdtfStructure(text: string): EdtfStructure | null {
  return parseStructure(canonicalText(text));
}

function canonicalText(text: string): string {
  if (text.length > 2 * MAX_EDTF_LENGTH) return '';
  return text
    .trim()
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .replace(/ ?(,|\/|\.\.) ?/g, '$1')
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}

function parseStructure(text: string): EdtfStructure | null {
  if (text.length > MAX_EDTF_LENGTH) return null;
  if (text.startsWith('[') && text.endsWith(']')) return parseSet('one-of', text.slice(1, -1));
  if (text.startsWith('{') && text.endsWith('}')) return parseSet('all-of', text.slice(1, -1));
  if (text.includes('/')) return parseInterval(text);
  const part = parseDatePart(text);
  return part && { kind: 'date', part };
}

function parseInterval(text: string): EdtfStructure | null {
  const ends = text.split('/');
  if (ends.length !== 2) return null;
  const start = parseEnd(ends[0] ?? '');
  const end = parseEnd(ends[1] ?? '');
  if (!start || !end) return null;
  if (typeof start === 'string' && typeof end === 'string') return null;
  if (typeof start === 'object' && typeof end === 'object' && firstDay(start) > lastDay(end)) return null;
  return { kind: 'interval', start, end };
}

function parseEnd(text: string): IntervalEnd | null {
  if (text === '') return 'unknown';
  return text === '..' ? 'open' : parseDatePart(text);
}

/**
 * Parses the content of `[…]` or `{…}`: dates and ranges `a..b`. The first range may have an open start, and the last
 * an open end.
 */
function parseSet(kind: 'one-of' | 'all-of', text: string): EdtfStructure | null {
  const items = text.split(',');
  const spans: Span[] = [];
  const wide: Span[] = [];
  const parts: DatePart[] = [];
  for (const [index, item] of items.entries()) {
    const ends = item.split('..');
    if (ends.length > 2) return null;
    const [from = '', to = from] = ends;
    const range = ends.length === 2;
    if (range && from === '' && (index > 0 || to === '')) return null;
    if (range && to === '' && index < items.length - 1) return null;
    const first = from === '' ? null : parseDatePart(from);
    const last = to === '' ? null : parseDatePart(to);
    if ((from !== '' && !first) || (to !== '' && !last) || (!first && !last)) return null;
    for (const part of range ? [first, last] : [first]) if (part) parts.push(part);
    if (!range && first) {
      spans.push(...first.spans);
      wide.push(...first.wide);
      continue;
    }
    const span: Span = [first ? firstDay(first) : -Infinity, last ? lastDay(last) : Infinity];
    if (span[0] > span[1]) return null;
    spans.push(span);
    wide.push([
      first ? (first.wide[0]?.[0] ?? span[0]) : -Infinity,
      last ? (last.wide.at(-1)?.[1] ?? span[1]) : Infinity,
    ]);
  }
  if (parts.some((part) => part.time)) return null;
  return {
    kind,
    spans: joinSpans(spans),
    wide: joinSpans(wide),
    approximate: parts.some((part) => part.approximate),
    uncertain: parts.some((part) => part.uncertain),
    unspecified: parts.some((part) => part.unspecified),
  };
}

function flagsOf(structure: EdtfStructure): Pick<Edtf, 'approximate' | 'uncertain' | 'unspecified'> {
  const parts =
    structure.kind === 'date'
      ? [structure.part]
      : structure.kind === 'interval'
        ? [structure.start, structure.end].filter((end) => typeof end === 'object')
        : [structure];
  return {
    approximate: parts.some((part) => part.approximate),
    uncertain: parts.some((part) => part.uncertain),
    unspecified: parts.some((part) => part.unspecified),
  };
}

/** The first and the last day as numbers. Infinite if the date is open or unknown. */
function boundsOf(structure: EdtfStructure): Span {
  if (structure.kind === 'interval') {
    const { start, end } = structure;
    return [typeof start === 'object' ? firstDay(start) : -Infinity, typeof end === 'object' ? lastDay(end) : Infinity];
  }
  const spans = structure.kind === 'date' ? structure.part.spans : structure.spans;
  return [spans[0]?.[0] ?? -Infinity, spans.at(-1)?.[1] ?? Infinity];
}

function firstDay(part: DatePart): number {
  return part.spans[0]?.[0] ?? -Infinity;
}

function lastDay(part: DatePart): number {
  return part.spans.at(-1)?.[1] ?? Infinity;
}
