import type { Translate } from '../../../platform/messages/messages.ts';
import { xml } from '../../../platform/text/xml.ts';
import { cellAt, type Count, type Statistic, type Value } from '../../../search/statistics/count.ts';
import { findingOf, isChartable, namedBy } from '../../../search/statistics/finding.ts';
import { isInTime } from '../../../search/statistics/query.ts';
import { findingWords } from '../charts/finding-words.ts';
import { periodTicks } from '../charts/ticks.ts';
import { countWords, foundWords, measuredWords, periodWords, valueWords, wholeTitle } from '../charts/words.ts';
import { at, colours, type TextStyle, type Pen } from './pen.ts';

/** What the picture of a chart says besides its numbers. */
export type Caption = {
  /** When the cases were counted. */ at: Date;
  /** The line at the bottom: who publishes the chart, when the cases were counted, and the link. */ source: string;
  /** The publication's colour. */ accent: string;
};

export type Drawing = { width: number; height: number; parts: string[]; title: string };

const width = 1200;
const margin = 56;
const inner = width - 2 * margin;
const sizes = { finding: 42, what: 25, label: 23, small: 20 };
/** The maximum numbers of rows by type of chart, so that no picture is higher than about 2,000 pixels. */
const maxRows = { bars: 20, strips: 10, groups: 5, within: 4 };

/** A statistic as a drawing: its finding, what is counted, the chart with its labels, and who publishes it. */
export function drawChart(t: Translate, statistic: Statistic, caption: Caption, pen: Pen): Drawing {
  const board = new Board(pen, caption.accent);
  const finding = findingWords(t, statistic, caption.at);
  const measured = measuredWords(t, statistic);
  board.paragraph(finding ?? measured, { size: sizes.finding, serif: true, bold: true }, 5);
  if (finding) board.paragraph(measured, { size: sizes.what, colour: colours.soft }, 3);
  if (statistic.invented) board.paragraph(foundWords(t, statistic), { size: sizes.what, bold: true }, 5);
  board.space(22);
  if (isChartable(statistic)) chart(t, statistic, caption, board);
  board.space(18);
  board.rule();
  board.paragraph(caption.source, { size: sizes.small, colour: colours.soft }, 2);
  return { width, height: Math.ceil(board.y + 36), parts: board.parts, title: finding ?? wholeTitle(t, statistic) };
}

/** A drawing as an SVG file, without inline scripts and styles, which the Content-Security-Policy forbids. */
export function svgOf({ width: wide, height, parts, title }: Drawing, described: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${height}" width="${wide}" height="${height}" role="img" font-family="PT Sans, Arial, sans-serif"><title>${xml(title)}</title><desc>${xml(described)}</desc><rect width="${wide}" height="${height}" fill="${colours.paper}"/>${parts.join('')}</svg>`;
}

/** The maximum number of counts in a description, and of characters of a name in it, such as the name of a law. */
const [maxDescribed, maxNameLength] = [40, 120];

/**
 * The counts of the rows or periods of a statistic as one text, for people who cannot see the picture. The text says
 * how many counts it leaves out.
 */
export function describe(t: Translate, statistic: Statistic): string {
  const { query, periods } = statistic;
  const all = query.by
    ? statistic.rows.map((row) => [valueWords(t, query.by!, row), cellAt(statistic, row.value)] as const)
    : periods.map(
        (period) => [periodWords(t, query.over!, period), cellAt(statistic, undefined, undefined, period)] as const,
      );
  const shown = isInTime(query.by) || !query.by ? all.slice(-maxDescribed) : all.slice(0, maxDescribed);
  return [
    upTo(wholeTitle(t, statistic), 1_000),
    ...shown.map(([name, count]) => `${upTo(name, maxNameLength)}: ${countWords(count, t)}`),
    ...(all.length > shown.length ? [t('search.share.more', { count: all.length - shown.length })] : []),
  ].join('. ');
}

const upTo = (text: string, most: number): string =>
  text.length > most
    ? `${Array.from(text)
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : text;

type Tone = 'found' | 'none' | undefined;
const reach = ({ sure, perhaps }: Count): number => sure + perhaps;

const hatch = `<pattern id="perhaps" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="${colours.ink}" stroke-width="1.5"/></pattern>`;

/** A drawing in progress: its parts so far, and the position `y` of the next part. */
class Board {
  readonly parts: string[] = [];
  y = 40;
  constructor(
    readonly pen: Pen,
    readonly accent: string,
  ) {
    this.parts.push(hatch, `<rect x="0" y="0" width="${width}" height="10" fill="${accent}"/>`);
  }

  space(height: number): void {
    this.y += height;
  }

  rule(): void {
    this.parts.push(`<path d="M${margin} ${at(this.y)}H${width - margin}" stroke="${colours.line}" stroke-width="2"/>`);
    this.y += 8;
  }

  write(words: string, x: number, y: number, look: TextStyle): void {
    this.parts.push(this.pen.text(words, x, y, look));
  }

  /** Writes a text in lines. A text that needs more than `lines` lines is shortened. */
  paragraph(words: string, look: TextStyle, lines: number): void {
    if (!this.pen.can(words, look)) return;
    const step = look.size * 1.28;
    for (const line of this.#broken(words, look, lines)) {
      this.y += step;
      this.write(line, margin, this.y, look);
    }
    this.y += look.size * 0.3;
  }

  #broken(words: string, look: TextStyle, limit: number): string[] {
    const lines: string[] = [];
    // A no-break space, such as in the number “1 234”, does not separate words.
    for (const word of words.split(/[^\S\u00a0\u202f]+/u).filter(Boolean)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && this.pen.widthOf(longer, look) <= inner) lines[lines.length - 1] = longer;
      else lines.push(this.fit(word, look, inner));
    }
    if (lines.length <= limit) return lines;
    return [...lines.slice(0, limit - 1), this.fit(`${lines[limit - 1]} …`, look, inner)];
  }

  /** The text, shortened to the width `room` if it is longer; `instead` if the font lacks one of its letters. */
  fit(words: string, look: TextStyle, room: number, instead = '–'): string {
    if (!this.pen.can(words, look)) return instead;
    if (this.pen.widthOf(words, look) <= room) return words;
    let letters = Array.from(words);
    // First removes half of the letters at a time, so that a very long text takes few steps.
    while (letters.length > 8 && this.pen.widthOf(letters.slice(0, letters.length / 2).join(''), look) > room)
      letters = letters.slice(0, letters.length / 2);
    while (letters.length && this.pen.widthOf(`${letters.join('')}…`, look) > room) letters.pop();
    return `${letters.join('').trimEnd()}…`;
  }

  /** Draws a bar: solid (`sure`), hatched (`perhaps`), or with a dashed border for cases without a value. */
  bar(x: number, y: number, wide: number, high: number, look: 'sure' | 'perhaps', tone: Tone, named: boolean): void {
    if (wide <= 0 || high <= 0) return;
    const box = `x="${at(x)}" y="${at(y)}" width="${at(wide)}" height="${at(high)}"`;
    if (look === 'perhaps')
      this.parts.push(`<rect ${box} fill="url(#perhaps)" stroke="${colours.ink}" stroke-width="1.5"/>`);
    else if (tone === 'none')
      this.parts.push(
        `<rect ${box} fill="${colours.paper}" stroke="${colours.soft}" stroke-width="2" stroke-dasharray="4 4"/>`,
      );
    else this.parts.push(`<rect ${box} fill="${tone === 'found' ? this.accent : named ? colours.bar : colours.ink}"/>`);
  }
}

function chart(t: Translate, statistic: Statistic, caption: Caption, board: Board): void {
  const { query, periods } = statistic;
  const named = namedBy(findingOf(statistic, caption.at));
  const isNamed = named.values.size > 0 || named.periods.size > 0;
  const toneOf = ({ value }: Value): Tone => (value === null ? 'none' : named.values.has(value) ? 'found' : undefined);
  const words = (which: 'by' | 'with', value: Value): string => valueWords(t, query[which]!, value);
  const over = (row?: string | null, series?: string | null): Count[] =>
    periods.map((period) => cellAt(statistic, row, series, period));
  const known = statistic.rows.filter((row) => row.value !== null);
  if (!query.by)
    return columns(t, board, over(), {
      ticks: periodTicks(t, query.over!, periods),
      toneAt: (index) => (named.periods.has(periods[index]!) ? 'found' : undefined),
      isNamed,
    });
  if (isInTime(query.by) && !query.with && !query.over)
    return columns(
      t,
      board,
      known.map((row) => cellAt(statistic, row.value)),
      {
        ticks: periodTicks(
          t,
          'year',
          known.map((row) => Number(row.value)),
        ),
        toneAt: (index) => toneOf(known[index]!),
        isNamed,
      },
    );
  const shown = (limit: number): Value[] => (isInTime(query.by) ? known.slice(-limit) : statistic.rows.slice(0, limit));
  const rows = query.with
    ? shown(maxRows.groups).flatMap((row) => [
        { label: words('by', row), heading: true, count: cellAt(statistic, row.value), counts: [], tone: toneOf(row) },
        ...statistic.series
          .filter((one) => cellAt(statistic, row.value, one.value).sure > 0)
          .slice(0, maxRows.within)
          .map((one) => ({
            label: words('with', one),
            heading: false,
            count: cellAt(statistic, row.value, one.value),
            counts: over(row.value, one.value),
            tone: one.value === null ? ('none' as const) : undefined,
          })),
      ])
    : shown(query.over ? maxRows.strips : maxRows.bars).map((row) => ({
        label: words('by', row),
        heading: false,
        count: cellAt(statistic, row.value),
        counts: over(row.value),
        tone: toneOf(row),
      }));
  if (query.over) strips(t, board, rows, periodTicks(t, query.over, periods), isNamed);
  else bars(t, board, rows, isNamed);
}

type Row = { label: string; heading: boolean; count: Count; counts: Count[]; tone: Tone };

const labelWidth = 360;

function bars(t: Translate, board: Board, rows: readonly Row[], isNamed: boolean): void {
  const high = 42;
  const room = inner - labelWidth - 110;
  const highest = Math.max(1, ...rows.filter((row) => !row.heading).map((row) => reach(row.count)));
  rows.forEach((row, index) => {
    const baseline = board.y + high * 0.66;
    const look: TextStyle = { size: sizes.label, bold: row.heading || row.tone === 'found' };
    const label = board.fit(row.label, look, row.heading ? inner : labelWidth - 24, `(${index + 1})`);
    if (row.heading) board.write(`${label} ${countWords(row.count, t)}`, margin, baseline, look);
    else {
      board.write(label, margin + labelWidth - 16, baseline, { ...look, anchor: 'end' });
      const [sure, all] = [row.count.sure, reach(row.count)].map((one) => (one / highest) * room) as [number, number];
      board.bar(margin + labelWidth, board.y + 6, sure, high - 12, 'sure', row.tone, isNamed);
      board.bar(margin + labelWidth + sure, board.y + 6, all - sure, high - 12, 'perhaps', row.tone, isNamed);
      board.write(countWords(row.count, t), margin + labelWidth + all + 12, baseline, look);
    }
    board.space(high);
  });
}

type ColumnOptions = {
  ticks: readonly { at: number; label: string }[];
  toneAt: (index: number) => Tone;
  isNamed: boolean;
};

function columns(
  t: Translate,
  board: Board,
  counts: readonly Count[],
  { ticks, toneAt, isNamed }: ColumnOptions,
): void {
  const [high, top] = [420, board.y + 34];
  const highest = Math.max(1, ...counts.map(reach));
  const step = inner / counts.length;
  const base = top + high;
  const drawn = (value: number): number => (value / highest) * high;
  counts.forEach((count, index) => {
    const gap = step * 0.11;
    const x = margin + step * index + gap;
    board.bar(x, base - drawn(count.sure), step - 2 * gap, drawn(count.sure), 'sure', toneAt(index), isNamed);
    board.bar(x, base - drawn(reach(count)), step - 2 * gap, drawn(count.perhaps), 'perhaps', undefined, isNamed);
    if (counts.length <= 20 || toneAt(index) === 'found')
      board.write(countWords(count, t), x + step / 2 - gap, base - drawn(reach(count)) - 9, {
        size: sizes.label,
        bold: toneAt(index) === 'found',
        anchor: 'middle',
      });
  });
  axis(board, base, ticks, counts.length);
}

function axis(board: Board, base: number, ticks: ColumnOptions['ticks'], of: number, from = 0): void {
  const [left, room] = [margin + from, inner - from];
  board.parts.push(`<path d="M${left} ${at(base)}H${left + room}" stroke="${colours.ink}" stroke-width="2"/>`);
  for (const tick of ticks)
    board.write(tick.label, left + (room * (tick.at + 0.5)) / of, base + 30, {
      size: sizes.small,
      colour: colours.soft,
      anchor: 'middle',
    });
  board.y = base + 40;
}

function strips(
  t: Translate,
  board: Board,
  rows: readonly Row[],
  ticks: ColumnOptions['ticks'],
  isNamed: boolean,
): void {
  const high = 78;
  const highest = Math.max(1, ...rows.flatMap((row) => row.counts.map(reach)));
  rows.forEach((row, index) => {
    const look: TextStyle = { size: sizes.label, bold: row.heading || row.tone === 'found' };
    const label = board.fit(
      row.label,
      look,
      row.heading ? inner : labelWidth - 30 - board.pen.widthOf(countWords(row.count, t), look),
      `(${index + 1})`,
    );
    if (row.heading) {
      board.write(`${label} ${countWords(row.count, t)}`, margin, board.y + 32, look);
      board.space(42);
      return;
    }
    const base = board.y + high;
    board.write(`${label} ${countWords(row.count, t)}`, margin + labelWidth - 16, base - 4, { ...look, anchor: 'end' });
    const step = (inner - labelWidth) / row.counts.length;
    const drawn = (value: number): number => (value / highest) * (high - 12);
    row.counts.forEach((count, place) => {
      const x = margin + labelWidth + step * place + step * 0.1;
      board.bar(x, base - drawn(count.sure), step * 0.8, drawn(count.sure), 'sure', row.tone, isNamed);
      board.bar(x, base - drawn(reach(count)), step * 0.8, drawn(count.perhaps), 'perhaps', row.tone, isNamed);
    });
    board.parts.push(
      `<path d="M${margin + labelWidth} ${at(base)}H${width - margin}" stroke="${colours.ink}" stroke-width="1"/>`,
    );
    board.y = base + 8;
  });
  axis(board, board.y - 8, ticks, rows.find((row) => !row.heading)!.counts.length, labelWidth);
}
